"""What a page with steps should have: a phase, the known sections, roles, and inputs and outputs throughout or nowhere."""

from collections.abc import Iterator

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.sheet import Sheet, normal_words
from tasuki.core.playbook.page import Step
from tasuki.core.playbook.vocabulary import normal_name

_SECTIONS = ("overview", "objectives", "key-inputs", "key-outputs", "next-steps", "refresh-summary")


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


def _has_criteria(step: Step) -> bool:
    return bool(step.inputs or step.outputs)
