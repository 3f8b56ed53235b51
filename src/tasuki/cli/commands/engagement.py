"""Engagements: list, show, history, do."""

from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasuki.cli.output import Answer, Line, table
from tasuki.cli.session import Session, command
from tasuki.core.engagement.facts import Fact
from tasuki.core.finding import Finding
from tasuki.services import engagements, mailbox
from tasuki.services.refusal import Refusal
from tasuki.wording import documents
from tasuki.wording.facts import speak_fact
from tasuki.wording.labels import SCOPES, STATES, STEP_STATES, VERDICTS

COLUMNS = (
    *(gettext_lazy("No."), gettext_lazy("Tenant"), gettext_lazy("Request"), gettext_lazy("State")),
    *(gettext_lazy("Manager"), gettext_lazy("Queue"), gettext_lazy("Next action")),
)
NEXT = gettext_lazy("Next ({role}): {sentence}")
WAITING = gettext_lazy("Waiting: {sentence} {remedy}")
HEAD = gettext_lazy("Engagement {id}: {tenant_id}, request {request_id}, {state}; manager: {manager}; queue: {queue}; next action: {date}")

Id = Annotated[int, typer.Argument(metavar="ID", help=_("The engagement's number."))]


def register(root: typer.Typer) -> None:
    app = typer.Typer(no_args_is_help=True, help=_("Engagements that this person sees."))
    root.add_typer(app, name="engagement")
    command(app, "list", help=_("List the engagements."))(list_)
    command(app, "show", help=_("Show where an engagement is, and what comes next."))(show)
    command(app, "history", help=_("Show what is on record."))(history)
    command(app, "do", help=_("Do one command."))(do)


def list_(session: Session) -> Answer:
    told = engagements.listed_for(session.person)
    tongue = session.tongue
    shown = table(tongue, *COLUMNS)
    for one in told:
        state = tongue.say(STATES[one["state"]])
        shown.add_row(str(one["id"]), one["tenant_id"], *(str(part or "") for part in (one["request_id"], state, *_last(one))))
    return Answer(document=told, lines=[shown])


def _last(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    return one["manager"], one["queue"], one["next_action_date"]


def show(session: Session, id_: Id) -> Answer:
    case = engagements.case_of(engagements.seen_by(session.person, id_))
    told = documents.engagement_show(id_, case.assessment, case.guide, session.tongue)
    return Answer(document=told, lines=_show_lines(session, told))


def _show_lines(session: Session, told: dict[str, Any]) -> list[Line]:
    tongue = session.tongue
    state = tongue.say(STATES[told["state"]])
    lines: list[Line] = [tongue.say(HEAD, {**told, "state": state, "date": told["next_action_date"]})]
    for lane in told["lanes"]:
        scope = tongue.say(SCOPES["workload" if lane["workload"] else "engagement"])
        lines += ["", f"{scope}: {tongue.value('workload', lane['workload'])}" if lane["workload"] else scope]
        for step in lane["steps"]:
            lines.append(f"  {step['title']} [{tongue.say(STEP_STATES[step['state']])}]")
            lines += [_criterion_line(session, one) for one in (*step["inputs"], *step["outputs"])]
        at_home = {one["key"] for step in lane["steps"] for one in (*step["inputs"], *step["outputs"])}
        lines += [_criterion_line(session, one) for part in lane["page"].values() for one in part if one["key"] not in at_home]
    lines.append("")
    lines += [tongue.say(WAITING, one) for one in told["waiting"]]
    lines += [tongue.say(NEXT, one) for one in told["next"][:1]]
    return lines


def _criterion_line(session: Session, one: dict[str, Any]) -> str:
    evidence = f" ({', '.join(f'#{number}' for number in one['evidence'])})" if one["evidence"] else ""
    return f"    {session.tongue.say(VERDICTS[one['verdict']])}{evidence}  {one['text']}"


def history(session: Session, id_: Id) -> Answer:
    facts, digests = engagements.history_of(engagements.seen_by(session.person, id_))
    return Answer(document=documents.history(facts, digests), lines=_fact_lines(session, facts))


def do(
    session: Session,
    id_: Id,
    name: Annotated[str, typer.Argument(metavar="COMMAND", help=_("What to do, such as hold-discussion."))],
    keys: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help=_("Its keys, as key=value."))] = None,
) -> Answer:
    given = _given(keys or [])
    person = session.person
    if name == "record-mail":
        engagements.seen_by(person, id_)
        given = mailbox.filled(given)
    facts = engagements.perform(person, id_, name, given)
    digests = engagements.digests(id_)
    return Answer(document={"facts": documents.history(facts, digests)}, lines=_fact_lines(session, facts))


def _given(words: list[str]) -> dict[str, str]:
    """Each `key=value`; a key that is given twice counts as the later one said it."""
    wrong = [word for word in words if "=" not in word or word.startswith("=")]
    if wrong:
        raise Refusal(*(Finding(code="not-key-value", values={"word": word}) for word in wrong))
    return dict(word.split("=", 1) for word in words)


def _fact_lines(session: Session, facts: tuple[Fact, ...]) -> list[Line]:
    lines: list[Line] = []
    for fact in facts:
        lines.append(f"#{fact.number} {fact.at:%Y-%m-%d %H:%M} {fact.by}: {speak_fact(fact, session.tongue)}")
        lines += [f"    {line}" for line in fact.text.splitlines()]
    return lines
