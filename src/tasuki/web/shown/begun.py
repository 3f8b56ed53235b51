"""Forms that somebody has begun: drafts put back into them, and what others recorded meanwhile beside one's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tasuki.core.engagement.commands import CommandSpec
from tasuki.core.engagement.facts import Fact
from tasuki.records.queries import Draft, Person
from tasuki.services import drafts
from tasuki.services.engagements import Case
from tasuki.web import words
from tasuki.web.forms import Field, Form


def begun(
    person: Person, case: Case, spec: CommandSpec, asked: Mapping[str, str], *, chosen: bool = False
) -> tuple[dict[str, str], Draft | None]:
    """What the form starts with. A draft about something else than the link asks for is offered, and not put in unless chosen."""
    draft = drafts.of(person, case.engagement, spec.name)
    if draft is None:
        return dict(asked), None
    known = {"workload", *(key.name for key in spec.keys)}
    kept = {name: str(value) for name, value in draft.given.items() if name in known}
    is_other = any(name in kept and kept[name] != value for name, value in asked.items() if name in _SUBJECTS)
    return (dict(asked) if is_other and not chosen else {**asked, **kept}), draft


_SUBJECTS = frozenset({"workload", "task", "criterion", "template", "email"})
"""Keys that say what an act is about, where others say what is known of it."""


def with_theirs(form: Form, spec: CommandSpec, facts: Sequence[Fact]) -> Form:
    """Each field with what somebody else has recorded for it since the form was shown."""
    same = next((told for told in map(_told, facts) if _is_same(spec, told)), None)
    if same is None:
        return form
    return replace(form, asked=[_beside(field, same) for field in form.asked], further=[_beside(field, same) for field in form.further])


def _told(fact: Fact) -> dict[str, object]:
    return {**fact.data, **({"text": fact.text} if fact.text else {})}


def _is_same(spec: CommandSpec, told: Mapping[str, object]) -> bool:
    """A fact that carries all that the command requires was made by such a command."""
    required = [key.name for key in spec.keys if key.required]
    return bool(required) and all(name in told for name in required)


def _beside(field: Field, told: Mapping[str, object]) -> Field:
    theirs = told.get(field.name)
    if theirs is None or isinstance(theirs, dict):
        return field
    value = "\n".join(str(one) for one in theirs) if isinstance(theirs, list) else str(theirs)
    label = next((choice.label for choice in field.choices if choice.value == value), "")
    return replace(field, theirs=label or (words.day(value) if field.widget == "date" else value))
