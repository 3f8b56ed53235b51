"""How two pages differ in structure: two languages, or two versions, of one page. Never by text; items are counted, not read.

Lines are those of the first page; `other_line` is where the same thing stands in the other.
"""

from collections.abc import Iterator, Sequence

from tasuki.core.finding import Finding, Severity
from tasuki.core.playbook.page import Item, Page, Step, Task

_LISTS = ("inputs", "outputs", "actions")
_SECTIONS = ("objectives", "key_inputs", "key_outputs", "next_steps")


def compare(one: Page, other: Page) -> tuple[Finding, ...]:
    """Every difference, in the order of the first page."""
    return tuple(_Comparison(one, other).findings())


class _Comparison:
    def __init__(self, one: Page, other: Page) -> None:
        self.one = one
        self.other = other

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
                yield self._value(1, 1, name, here, there)
        for here, there in zip(self.one.steps, self.other.steps, strict=False):
            yield from self._step(here, there)
        for section in _SECTIONS:
            yield from self._list(section, 1, 1, getattr(self.one, section), getattr(self.other, section))
        yield from self._tasks()

    def _step(self, here: Step, there: Step) -> Iterator[Finding]:
        for name in ("roles", "motions", "applies_to"):
            mine, others = getattr(here, name), getattr(there, name)
            if mine != others:
                place = f"{here.title}, {name}"
                yield self._value(here.line, there.line, place, mine, others)
        for name in _LISTS:
            yield from self._list(f"{here.title}, {name}", here.line, there.line, getattr(here, name), getattr(there, name))

    def _list(self, place: str, line: int, other_line: int, here: Sequence[Item] | None, there: Sequence[Item] | None) -> Iterator[Finding]:
        at = here[0].line if here else line
        other_at = there[0].line if there else other_line
        if (here is None) != (there is None):
            yield self._found("pages-differ-in-part", at, place=place, other_line=other_at)
        elif len(here or ()) != len(there or ()):
            yield self._found("pages-differ-in-count", at, place=place, here=len(here or ()), there=len(there or ()), other_line=other_at)
        elif [item.level for item in here or ()] != [item.level for item in there or ()]:
            yield self._found("pages-differ-in-outline", at, place=place, other_line=other_at)

    def _tasks(self) -> Iterator[Finding]:
        mine = {task.id: task for task in self.one.tasks}
        others = {task.id: task for task in self.other.tasks}
        for task in mine.values():
            if task.id not in others:
                yield self._found("task-on-one-page", task.line, task=task.id)
            else:
                yield from self._task(task, others[task.id])
        for task in others.values():
            if task.id not in mine:
                yield Finding(
                    code="task-on-one-page",
                    severity="warning",
                    line=task.line,
                    path=self.other.path,
                    values={"task": task.id, "other_path": self.one.path},
                )

    def _task(self, here: Task, there: Task) -> Iterator[Finding]:
        for name in ("requirement", "services", "step"):
            mine, others = getattr(here, name), getattr(there, name)
            if mine != others:
                yield self._value(here.line, there.line, f"{here.id}, {name}", mine, others)

    def _value(self, line: int, other_line: int, place: str, here: object, there: object) -> Finding:
        return self._found("pages-differ-in-value", line, place=place, here=_plain(here), there=_plain(there), other_line=other_line)

    def _found(self, code: str, line: int, **values: object) -> Finding:
        severity: Severity = "note" if code == "pages-differ-in-outline" else "warning"
        return Finding(code=code, severity=severity, line=line, path=self.one.path, values={**values, "other_path": self.other.path})


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
