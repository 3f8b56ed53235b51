"""What each command records about preparing and holding the discussion: one small function an act.

An act adds what speaks against it to the situation's findings and returns the facts it would make.
"""

from datetime import date
from typing import Any

from tasuki.core.engagement.commands import visible
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.engagement.letters import NOTHING
from tasuki.core.engagement.plan import Lane
from tasuki.core.engagement.situation import Situation
from tasuki.core.finding import Remedy
from tasuki.core.milestones.model import MilestoneRule

REVERSIBLE = ("next-action-set", "discussion-scheduled", "held", "resumed")
"""Facts whose author may take them back: they are a plan or a pause, and nothing else follows from them by itself."""


def confirm_no_blocker(situation: Situation) -> list[NewFact]:
    situation.not_after_today()
    return situation.in_each_lane("no-blocker-confirmed")


def confirm_migrated(situation: Situation) -> list[NewFact]:
    situation.not_after_today()
    if situation.values.get("agreed") == 0:
        situation.refuse("number-too-small", key="agreed", value=0, least=1)
    return situation.in_each_lane("migrated-confirmed")


def record_usage(situation: Situation) -> list[NewFact]:
    """A reading by hand: marked so; if it reaches the milestone, that is a fact of its own, as from an import."""
    situation.not_after_today()
    facts = []
    for lane in situation.lanes:
        facts.append(situation.fact("usage-recorded", lane, {**situation.values, "by_hand": True}))
        facts += _milestones_by_hand(situation, lane)
    return facts


def _milestones_by_hand(situation: Situation, lane: Lane | None) -> list[NewFact]:
    values = situation.values
    if lane is None or not {"on", "seats", "active_users"} <= values.keys():
        return []
    names = {check.word for state in situation.assessment.of(lane) for check in state.cell.criterion.met_by if check.kind == "milestone"}
    facts = []
    for name in sorted(names & set(lane.playbook.milestones)):
        tier = MilestoneRule.from_plain(name, lane.playbook.milestones[name]).tier_on(date.fromisoformat(values["on"]))
        if tier is None or values["seats"] == 0 or values["active_users"] < tier.required(values["seats"]):
            continue
        reached = {
            "milestone": name,
            "date": values["on"],
            "seats": values["seats"],
            "active_users": values["active_users"],
            "required": tier.required(values["seats"]),
            "seat_basis": tier.seats,
            "source": values.get("source"),
            "by_hand": True,
        }
        facts.append(situation.fact("milestone-reached", lane, reached))
    return facts


def review_contacts(situation: Situation) -> list[NewFact]:
    return situation.in_each_lane("contacts-reviewed")


def review_faq(situation: Situation) -> list[NewFact]:
    if any(situation.guide.account_team_absent(situation.view(lane)) for lane in situation.lanes):
        situation.need("next_steps")
    language = _managers_language(situation)
    data = {
        **situation.values,
        "language": language,
        "faq_version": situation.circumstances.faq_versions.get(language),
    }
    return situation.in_each_lane("faq-reviewed", data, situation.values.get("next_steps", ""))


def record_note(situation: Situation) -> list[NewFact]:
    values = situation.values
    playbooks = [lane.playbook for lane in situation.assessment.plan.lanes]
    if "task" in values and not any(values["task"] in playbook.tasks for playbook in playbooks):
        situation.refuse("unknown-task", task=values["task"])
    if "criterion" in values and not any(situation.cells(values["criterion"])):
        situation.refuse("unknown-criterion", criterion=values["criterion"])
    data = {key: value for key, value in values.items() if key != "text"}
    facts = situation.in_each_lane("note-recorded", {**data, "composed": False}, values.get("text", ""))
    if "next_action_date" in values:
        facts += next_action(
            situation,
            values["next_action_date"],
            {"owner": values.get("next_action_owner")},
            values.get("next_action", ""),
        )
    return facts


def schedule_discussion(situation: Situation) -> list[NewFact]:
    return situation.in_each_lane("discussion-scheduled")


def hold_discussion(situation: Situation) -> list[NewFact]:
    values = situation.values
    situation.not_after_today()
    if values.get("ready") == "yes":
        for name in ("next_workloads", "rfa_explained", "demo_given"):
            situation.need(name)
        if values.get("demo_given") == "no":
            situation.need("demo_reason")
    linked = _linked(situation, values.get("attendees", []))
    return situation.in_each_lane("discussion-held", {**values, "linked": linked or None}, values.get("concerns", NOTHING))


def _linked(situation: Situation, names: list[str]) -> dict[str, str]:
    """Who is known by address, name or login, by the word that was typed."""
    known: dict[str, str] = {}
    for contact in situation.circumstances.contacts:
        known |= {contact.name: contact.email or contact.name, (contact.email or "").lower(): contact.email or ""}
    for person in situation.circumstances.people:
        known |= {person.login: person.login, person.name: person.login, (person.email or "").lower(): person.login}
    known.pop("", None)
    return {name: known[key] for name in names for key in (name, name.lower()) if key in known}


def complete_task(situation: Situation) -> list[NewFact]:
    task = situation.values.get("task", "")
    rules = [lane.playbook.tasks.get(task) for lane in situation.lanes if lane is not None]
    if situation.actor.role == "engineer" and not any(rule and rule.role == "engineer" for rule in rules):
        situation.refuse("not-allowed", role=situation.actor.role)
    return situation.in_each_lane("task-completed")


def set_service_status(situation: Situation) -> list[NewFact]:
    return situation.in_each_lane("service-status-set")


def set_next_action(situation: Situation) -> list[NewFact]:
    values = situation.values
    if "date" not in values:
        return []
    return next_action(situation, values["date"], {"owner": values.get("owner")}, values.get("text", ""))


def next_action(situation: Situation, day: str, data: dict[str, Any], text: str) -> list[NewFact]:
    """Free before the last lane is complete; afterwards only the computed date (domain.md D7, A-23)."""
    if situation.assessment.workloads_complete:
        wanted = _wanted_date(situation)
        if wanted is not None and wanted != day:
            situation.refuse(
                "wrong-date",
                Remedy(command="set-next-action", keys={"date": wanted}),
                value=day,
                wanted=wanted,
            )
    linked = _linked(situation, [data["owner"]] if data.get("owner") else [])
    return [situation.fact("next-action-set", None, {"date": day, **data, "linked": linked or None}, text)]


def _wanted_date(situation: Situation) -> str | None:
    for state in situation.assessment.cells:
        for check in state.cell.criterion.met_by:
            if check.kind == "next-action-date":
                return situation.guide.remedy_of(check, state.cell.lane).keys.get("date")
    return None


def take_back(situation: Situation) -> list[NewFact]:
    """One's own slip, as long as nothing else was recorded since: what the act said counts no more, in each lane it spoke of."""
    facts = situation.assessment.history.facts
    named = next((fact for fact in facts if fact.number == situation.values.get("fact")), None)
    slips = [fact for fact in facts if _is_of_one_act(fact, named)] if named else []
    if not slips or slips[-1] is not facts[-1] or slips[-1].by != situation.actor.login or slips[-1].kind not in REVERSIBLE:
        situation.refuse("nothing-to-take-back", number=situation.values.get("fact"))
        return []
    return [NewFact("act-taken-back", fact.workload, fact.process, {"fact": fact.number, "kind": fact.kind}) for fact in slips]


def _is_of_one_act(fact: Fact, named: Fact) -> bool:
    """The very fact, or what the same act said of another lane; two acts of one moment speak of the same lane twice."""
    same = (fact.kind, fact.by, fact.at) == (named.kind, named.by, named.at)
    return fact is named or (same and (fact.workload, fact.process) != (named.workload, named.process))


def attest(situation: Situation) -> list[NewFact]:
    """A person's word for a criterion that no check covers: with enough words, by a role that the rules name."""
    key = situation.values.get("criterion", "")
    states = list(situation.cells(key))
    if key and not states:
        situation.refuse("unknown-criterion", criterion=key)
    elif any(not state.cell.criterion.is_attestation for state in states):
        remedy = situation.guide.remedy(states[0])
        situation.refuse("not-attestable", remedy, criterion=key)
    policy = situation.playbook.attestation
    text = situation.values.get("text", "")
    if situation.actor.role not in (*policy.by, "lead"):
        situation.refuse("not-allowed", role=situation.actor.role)
    length = len(visible(text))
    if text and length < policy.least_characters:
        situation.refuse("text-too-short", key="text", least=policy.least_characters, length=length)
    return situation.in_each_lane("attested", {"criterion": key}, text)


def _managers_language(situation: Situation) -> str:
    manager = situation.circumstances.person(situation.assessment.manager)
    return manager.language if manager else situation.circumstances.tenant.language
