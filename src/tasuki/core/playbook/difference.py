"""How two pages differ in structure: two languages, or two versions, of one page. Never by text; items are counted, not read.

Lines are those of the first page; `other_line` is where the same thing stands in the other.
"""

from collections.abc import Iterator, Sequence

from tasuki.core.finding import Finding, Severity
from tasuki.core.playbook.page import Item, Page, Step, Task
from tasuki.core.playbook.translation import partners

_LISTS = ("inputs", "outputs", "actions")
Items = Sequence[Item] | None
Place = tuple[str, ...]
"""What differs, from the outside in: a step or task, and which part of it."""

_SECTIONS = ("objectives", "key_inputs", "key_outputs", "next_steps")


def compare(one: Page, other: Page, *, task_rows: bool = True) -> tuple[Finding, ...]:
    """Every difference, in the order of the first page; without `task_rows`, what a task asks of whom is not looked at."""
    return tuple(_Comparison(one, other, task_rows).findings())


class _Comparison:
    def __init__(self, one: Page, other: Page, task_rows: bool) -> None:
        self.one = one
        self.other = other
        self.task_rows = task_rows
        self.partners = partners(one, other)

    def findings(self) -> Iterator[Finding]:
        if len(self.one.steps) != len(self.other.steps):
            yield self._found(
                "pages-differ-in-steps",
                1,
                language=self.one.language,
                other_language=self.other.language,
                here=len(self.one.steps),
                there=len(self.other.steps),
            )
        for name in ("phase", "motions"):
            here, there = getattr(self.one, name), getattr(self.other, name)
            if here != there:
                yield self._value(1, 1, (name,), here, there)
        for number, here in enumerate(self.one.steps):
            if number in self.partners:
                yield from self._step(here, self.other.steps[self.partners[number]])
            else:
                yield self._alone("step-on-one-page", here.line, self.one, step=here.title)
        found = set(self.partners.values())
        for number, there in enumerate(self.other.steps):
            if number not in found:
                yield self._alone("step-on-one-page", there.line, self.other, step=there.title)
        for section in _SECTIONS:
            yield from self._list((section,), (section,), 1, 1, getattr(self.one, section), getattr(self.other, section))
        yield from self._tasks()

    def _step(self, here: Step, there: Step) -> Iterator[Finding]:
        for name in ("roles", "motions", "applies_to"):
            mine, others = getattr(here, name), getattr(there, name)
            if mine != others:
                yield self._value(here.line, there.line, (here.title, name), mine, others)
        for name in _LISTS:
            mine, others = getattr(here, name), getattr(there, name)
            yield from self._list((here.title, name), (there.title, name), here.line, there.line, mine, others)

    def _list(self, place: Place, other_place: Place, line: int, other_line: int, here: Items, there: Items) -> Iterator[Finding]:
        at = here[0].line if here else line
        other_at = there[0].line if there else other_line
        if here is not None and there is None:
            yield self._alone("pages-differ-in-part", at, self.one, place=place, count=len(here))
        elif here is None and there is not None:
            yield self._alone("pages-differ-in-part", other_at, self.other, place=other_place, count=len(there))
        elif len(here or ()) != len(there or ()):
            yield self._found("pages-differ-in-count", at, place=place, here=len(here or ()), there=len(there or ()), other_line=other_at)
        elif [item.level for item in here or ()] != [item.level for item in there or ()]:
            yield self._found("pages-differ-in-outline", at, place=place, other_line=other_at)

    def _tasks(self) -> Iterator[Finding]:
        mine = {task.id: task for task in self.one.tasks}
        others = {task.id: task for task in self.other.tasks}
        for task in mine.values():
            if task.id not in others:
                yield self._alone("task-on-one-page", task.line, self.one, task=task.id)
            else:
                yield from self._task(task, others[task.id])
        for task in others.values():
            if task.id not in mine:
                yield self._alone("task-on-one-page", task.line, self.other, task=task.id)

    def _task(self, here: Task, there: Task) -> Iterator[Finding]:
        for name in ("requirement", "roles", "services") if self.task_rows else ():
            mine, others = getattr(here, name), getattr(there, name)
            if mine != others:
                yield self._value(here.line, there.line, (here.id, name), mine, others)
        # The same step, not the same number: a step more on one page moves all that follow.
        if (None if here.step is None else self.partners.get(here.step, -1)) != there.step:
            yield self._value(here.line, there.line, (here.id, "step"), _title(self.one, here.step), _title(self.other, there.step))

    def _value(self, line: int, other_line: int, place: Place, here: object, there: object) -> Finding:
        return self._found("pages-differ-in-value", line, place=place, here=_plain(here), there=_plain(there), other_line=other_line)

    def _alone(self, code: str, line: int, page: Page, **values: object) -> Finding:
        """Something that only this one of the two pages has; the linter unites what several pages lack."""
        lacks = self.other if page is self.one else self.one
        return Finding(code=code, severity="warning", line=line, path=page.path, values={**values, "missing_on": (lacks.path,)})

    def _found(self, code: str, line: int, **values: object) -> Finding:
        severity: Severity = "note" if code == "pages-differ-in-outline" else "warning"
        return Finding(code=code, severity=severity, line=line, path=self.one.path, values={**values, "other_path": self.other.path})


def _title(page: Page, step: int | None) -> str | None:
    return None if step is None else page.steps[step].title


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
