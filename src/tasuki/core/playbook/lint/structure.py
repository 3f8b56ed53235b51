"""What a page with steps should have: a phase, the known sections, roles, and inputs and outputs throughout or nowhere."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.sheet import Sheet, Unit, any_of, normal_words
from tasuki.core.playbook.page import Step
from tasuki.core.playbook.vocabulary import Vocabulary, normal_name

_SECTIONS = ("overview", "objectives", "key-inputs", "key-outputs", "next-steps", "refresh-summary")
_CLAUSE = re.compile("[,，、:：;；。]")


def missing_phase(sheet: Sheet) -> Iterator[Finding]:
    if sheet.page.steps and sheet.page.phase is None:
        yield sheet.said("phase-missing", sheet.title_line)


def missing_sections(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.page.steps:
        return
    there = set(sheet.sections) | ({"refresh-summary"} if sheet.page.refresh is not None else set())
    for section in _SECTIONS:
        if section not in there:
            yield sheet.said("section-missing", sheet.title_line, section=section)


def steps_without_role(sheet: Sheet) -> Iterator[Finding]:
    for step in sheet.page.steps:
        if not step.roles:
            yield sheet.said("step-without-role", step.line, step=step.title)


def criteria_on_some_steps(sheet: Sheet) -> Iterator[Finding]:
    """Said once, at the first step without; a step with neither lists nor tasks is explanation and needs none."""
    having = [step for step in sheet.page.steps if _has_criteria(step)]
    lacking = [step for step in sheet.page.steps if not _has_criteria(step) and (step.actions or step.tasks)]
    if having and lacking:
        titles = tuple(step.title for step in lacking)
        yield sheet.said("criteria-on-some-steps", lacking[0].line, steps=titles, have=len(having), count=len(having) + len(lacking))


def one_sided_criteria(sheet: Sheet) -> Iterator[Finding]:
    for step in sheet.page.steps:
        if bool(step.inputs) != bool(step.outputs):
            yield sheet.said("criteria-one-sided", step.line, step=step.title, part="outputs" if step.inputs else "inputs")


def items_that_say_none(sheet: Sheet) -> Iterator[Finding]:
    nothing = normal_words(sheet.vocabulary, "none")
    for step in sheet.page.steps:
        for item in (*(step.inputs or ()), *(step.outputs or ())):
            if normal_name(item.text.strip(" .。*")) in nothing:
                yield sheet.said("item-says-none", item.line, text=item.text)


def branches_in_branches(sheet: Sheet) -> Iterator[Finding]:
    """A list for one case with an item for the opposite case: whoever is in that case would not look into the list."""
    intro: Unit | None = None
    for unit in sheet.units:
        if unit.kind != "item":
            intro = unit if unit.kind == "paragraph" and unit.text.endswith((":", "：")) and _condition(sheet, unit.text) else None
        elif intro is not None and unit.level == 1 and _are_opposite(sheet, intro.text, unit.text):
            yield sheet.said("branch-in-branch", unit.line, text=unit.text, branch=intro.text, branch_line=intro.line)


def _are_opposite(sheet: Sheet, one: str, other: str) -> bool:
    return bool(_condition(sheet, other)) and _is_negative(sheet, one) != _is_negative(sheet, other)


def _condition(sheet: Sheet, text: str) -> str:
    """The clause that a text begins with, where it is a condition."""
    clause = _CLAUSE.split(text, maxsplit=1)[0]
    return clause if _words(sheet.vocabulary, "conditions").search(clause) is not None else ""


def _is_negative(sheet: Sheet, text: str) -> bool:
    return _words(sheet.vocabulary, "negations").search(_condition(sheet, text)) is not None


@lru_cache(maxsize=8)
def _words(vocabulary: Vocabulary, kind: str) -> re.Pattern[str]:
    """`begin`: words that stand at the start; all others stand anywhere."""
    anywhere = any_of(vocabulary, kind, "anywhere")
    return re.compile(rf"^{any_of(vocabulary, kind, 'begin')}|{anywhere}", re.IGNORECASE)


def _has_criteria(step: Step) -> bool:
    return bool(step.inputs or step.outputs)
