"""What a person can do in an engagement: the next act with its form, the acts of others, everything else that is possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import COMMANDS, CommandSpec
from tasuki.core.engagement.guidance import USUAL_NEEDS, NextAct
from tasuki.core.engagement.offering import offered
from tasuki.core.finding import Finding
from tasuki.services.engagements import Case
from tasuki.web import words
from tasuki.web.forms import Form, form_for
from tasuki.web.links import ActLink, act_link

GROUPS: dict[str, tuple[str, ...]] = {
    "prepare": ("record-usage", "confirm-no-blocker", "confirm-migrated", "review-contacts", "review-faq", "attest"),
    "contacts": (*("add-contact", "verify-contact", "correct-contact", "confirm-leaving", "raise-objection", "answer-objection"),),
    "discuss": (
        *(
            "schedule-discussion",
            "hold-discussion",
            "send-mail",
            "take-back-mail",
            "send-mail-now",
            "release-mail",
            "resend-mail",
            "settle-mail",
        ),
        *("record-mail", "record-note", "complete-task", "set-service-status"),
        "show-request-form",
    ),
    "hand-over": (
        *(
            "set-next-action",
            "request-queue-move",
            "acknowledge-queue-move",
            "confirm-queue-move",
            "decline-queue-move",
            "take-back-queue-move",
        ),
        *("take-back-queue-answer", "release-manager", "review-inactive-tenant"),
    ),
    "exceptions": (
        *("request-waiver", "grant-waiver", "refuse-waiver", "hold", "resume", "withdraw", "supersede"),
        *("close-without-discussion", "reassign-manager", "reopen"),
    ),
}


@dataclass(frozen=True, slots=True)
class Coming:
    """A next act: whose business it is, what it is for, and the link to its form where it is this reader's."""

    command: str
    role: str
    workload: str | None
    detail: str
    purpose: str
    link: ActLink | None


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    links: list[ActLink]


@dataclass(frozen=True, slots=True)
class Acting:
    first: Coming | None
    given: dict[str, str]
    form: Form | None
    mine: list[Coming]
    others: list[Coming]
    waiting: tuple[Finding, ...]
    groups: list[Group]
    commands: frozenset[str]


def acting(case: Case, actor: Actor) -> Acting:
    """Acts in the order they are best done; the reader's first one with its form."""
    assessment = case.assessment
    guide = case.guide
    commands = frozenset(spec.name for spec in offered(assessment, actor))
    acts = guide.next_acts()
    mine = [act for act in acts if is_for(act, actor, commands)]
    others = [act for act in acts if act not in mine]
    first = mine[0] if mine else None
    return Acting(
        first=_coming(case, first, commands) if first else None,
        given=_given(first) if first else {},
        form=form_for(case, COMMANDS[first.command], _given(first), first.needs, said=said_of(case, first)) if first else None,
        mine=[_coming(case, act, commands) for act in mine[1:]],
        others=[_coming(case, act, frozenset()) for act in others],
        waiting=guide.waiting(),
        groups=_groups(case, commands),
        commands=commands,
    )


def is_for(act: NextAct, actor: Actor, commands: frozenset[str]) -> bool:
    """Whether the act is this person's business: his role's, or a lead's who may stand in for the manager."""
    if act.command not in commands:
        return False
    return act.role == actor.role or actor.role == "lead" or (actor.role == "manager" and act.role == "engineer")


def _given(act: NextAct) -> dict[str, str]:
    return {**({"workload": act.workload} if act.workload else {}), **act.keys}


_NAMED = ("task", "category", "date", "status", "criterion", "kind")
"""Keys whose value `detail_of` or `purpose_of` puts into words."""


def said_of(case: Case, act: NextAct) -> frozenset[str]:
    """What the heading of an act's form says already, so that nobody is asked for it; one meeting may be for several workloads."""
    several = COMMANDS[act.command].several and len(case.plan.workloads) > 1
    return frozenset(name for name in ("workload", *act.keys) if name in _NAMED or (name == "workload" and not several))


def _coming(case: Case, act: NextAct, commands: frozenset[str]) -> Coming:
    link = act_link(case.engagement.pk, act.command, act.workload, act.keys) if act.command in commands else None
    return Coming(act.command, act.role, act.workload, detail_of(case, act), purpose_of(act), link)


def purpose_of(act: NextAct) -> str:
    """What the page says would be so afterwards."""
    if act.criterion is None:
        return ""
    cell = act.criterion.cell
    return cell.lane.playbook.text_of(cell.criterion, words.reader_language())


def detail_of(case: Case, act: NextAct) -> str:
    """Which task, template or queue, in the reader's words."""
    keys, language = act.keys, words.reader_language()
    if "task" in keys:
        tasks = [lane.playbook.tasks[keys["task"]] for lane in case.plan.lanes if keys["task"] in lane.playbook.tasks]
        name = tasks[0].names.get(language, "") if tasks else ""
        return f"{keys['task']} {name}".strip()
    if "template" in keys:
        return words.word("template", keys["template"])
    if "kind" in keys:
        return words.label("contact_kind", keys["kind"])
    if "date" in keys:
        return words.day(keys["date"])
    if "category" in keys:
        return words.word("category", keys["category"])
    return keys.get("queue") or (words.word("status", keys["status"]) if "status" in keys else "")


def _groups(case: Case, commands: frozenset[str]) -> list[Group]:
    groups = [Group(name, _links(case, [COMMANDS[one] for one in held if one in commands])) for name, held in GROUPS.items()]
    return [group for group in groups if group.links]


def _links(case: Case, specs: Sequence[CommandSpec]) -> list[ActLink]:
    return [act_link(case.engagement.pk, spec.name) for spec in specs]


def needs_of(case: Case, spec: CommandSpec, given: Mapping[str, str]) -> tuple[str, ...]:
    """What only a person can say, where the act is among the next ones."""
    fitting = [one for one in case.guide.next_acts() if one.command == spec.name]
    same = [one for one in fitting if all(given.get(name) == value for name, value in one.keys.items())]
    return (same or fitting)[0].needs if fitting else USUAL_NEEDS.get(spec.name, ())
