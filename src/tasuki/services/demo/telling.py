"""What people of the demonstration say: sensible values for the keys that only a person knows."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasuki.core.engagement.circumstances import Circumstances
from tasuki.core.engagement.guidance import NextAct
from tasuki.services.demo.data import told
from tasuki.services.demo.people import Player
from tasuki.services.demo.world import Customer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(slots=True)
class Telling:
    """One customer's people, and the words for what they do."""

    customer: Customer
    used: dict[str, int] = field(default_factory=dict)

    def say(self, occasion: str, who: Player, circumstances: Circumstances, workload: str | None = None) -> str:
        """A sentence of this occasion, in the language of who writes it; the next one when the same occasion comes again."""
        sentences: Sequence[str] = told("sentences.yaml")[occasion][who.language]
        turn = self.used.setdefault(occasion, self.customer.chance.randrange(len(sentences)))
        self.used[occasion] += 1
        services = [workload] if workload else self.customer.services
        return sentences[turn % len(sentences)].format(
            tenant=self.customer.name,
            workload=circumstances.word(who.language, "list", ", ").join(
                circumstances.word(who.language, "service", service) for service in services
            ),
            contact=self.contact,
            cadence=self.customer.cadence,
        )

    @property
    def contact(self) -> str:
        return self.customer.people("customer")[0].name

    def values(self, act: NextAct, who: Player, circumstances: Circumstances) -> dict[str, str]:
        """The wanted keys of an act, as one who knows would fill them in."""
        known = dict(act.keys)
        today = circumstances.today.isoformat()
        speak: dict[str, Callable[[], str]] = {
            "contact": lambda: self.contact,
            "channel": lambda: "meeting",
            "on": lambda: today,
            "to": lambda: self.contact,
            "account_team": lambda: self.customer.account_team,
            "status": lambda: "migrate" if act.workload in self.customer.migrating else "adoption",
            "agreed": lambda: str(self._agreed),
            "users": lambda: str(self._agreed + self._agreed // 40),
            "next_steps": lambda: self.say(self._faq(act), who, circumstances, act.workload),
            "text": lambda: self.say(_text_of(act), who, circumstances, act.workload),
            "reason": lambda: self.say(self._reason(act), who, circumstances, act.workload),
        }
        if act.command == "hold-discussion":
            return self._discussion(who, circumstances, act.workload)
        known |= {name: speak[name]() for name in act.needs if name in speak and name not in known}
        if act.command == "set-next-action":
            known["text"] = self.say("next-action", who, circumstances)
        if act.command == "review-faq" and "next_steps" not in known:
            known["next_steps"] = self.say("faq", who, circumstances, act.workload)
        return {name: value for name, value in known.items() if value}

    @property
    def _agreed(self) -> int:
        return max(1, self.customer.seats * 4 // 5)

    def _faq(self, act: NextAct) -> str:
        criterion = act.criterion.cell.criterion if act.criterion else None
        return "account-team-absent" if criterion is not None and criterion.when is not None else "faq"

    def _reason(self, act: NextAct) -> str:
        if act.command == "record-mail":
            return "mail-outside"
        return "partner-agrees" if self.customer.partner_led else "region"

    def _discussion(self, who: Player, circumstances: Circumstances, workload: str | None) -> dict[str, str]:
        dice = self.customer.chance
        ready = self.customer.scenario.ready or ("yes" if dice.random() < 0.35 else "no")  # one in three wants more
        attendees = [contact.name for contact in self.customer.contacts if contact.kind != "partner"]
        held: dict[str, str] = {
            "on": circumstances.today.isoformat(),
            "attendees": ";".join([*attendees, who.name]),
            "activities_reviewed": "yes",
            "ready": ready,
            "end_understood": "yes",
            "satisfaction": dice.choice(_SATISFACTIONS),
        }
        if dice.random() < 0.3:  # some have worries
            held["concerns"] = self.say("concerns", who, circumstances, workload)
        return held | (self._further(who, circumstances, workload) if ready == "yes" else {"rfa_explained": "yes"})

    def _further(self, who: Player, circumstances: Circumstances, workload: str | None) -> dict[str, str]:
        dice = self.customer.chance
        further = [key for key in told("customers.yaml")["services"] if key not in self.customer.services]
        wanted = {"next_workloads": ";".join(dice.sample(further, dice.randint(1, 2))), "rfa_explained": "yes"}
        if dice.random() < 0.8:  # most see the form filled in
            return wanted | {"demo_given": "yes"}
        return wanted | {"demo_given": "no", "demo_reason": self.say("demo-reason", who, circumstances, workload)}


_SATISFACTIONS = ("5", "5", "5", "4", "4", "4", "4", "3", "2", "unknown")


def _text_of(act: NextAct) -> str:
    if act.command == "attest":
        return "attestation"
    return "status-note" if act.workload else "closing-note"
