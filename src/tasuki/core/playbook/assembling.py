"""Putting a playbook together from the rules and from what was found on the pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasuki.core.playbook.model import (
    SECTIONS,
    AttestationPolicy,
    Check,
    Criterion,
    Excuse,
    MailTemplate,
    Playbook,
    PlaybookStep,
    Queue,
    Section,
    SystemWord,
    TaskRule,
    Template,
)
from tasuki.core.playbook.page import Item, Page
from tasuki.core.playbook.quotes import ListName, PageList
from tasuki.core.playbook.rules import CriterionRule, Rules, as_map, as_words


@dataclass(frozen=True, slots=True)
class Assembly:
    """What binding found: by language the lists, the place of each step, the criteria of each item; and the unbound items."""

    pages: Mapping[str, Page]
    lists: Mapping[str, tuple[PageList, ...]]
    positions: Mapping[str, Mapping[str, int]]
    bindings: Mapping[str, Mapping[str, tuple[str, ...]]]
    attestations: list[tuple[str, ListName, Item]]
    release: Mapping[str, str]
    """What the release is called where no rule writes it."""


def assemble(rules: Rules, found: Assembly) -> Playbook:
    """The playbook; what is wrong with the rules is added to `rules.findings`."""
    steps = _steps(rules, found)
    tasks = _tasks(rules, found, steps)
    criteria = tuple(_criteria(rules, found, steps, tasks))
    rules.check_references({criterion.key: None for criterion in criteria})
    _check_order(rules, criteria)
    plain = rules.plain
    attestation = as_map(plain.get("attestation"))
    return Playbook(
        slug=rules.slug,
        reference=rules.reference,
        motions=as_words(plain.get("motions")),
        titles={language: page.title for language, page in found.pages.items()} | _texts(plain.get("title")),
        steps=steps,
        criteria=criteria,
        tasks=tasks,
        milestones={name: _tiers(tiers) for name, tiers in as_map(plain.get("milestones")).items() if isinstance(tiers, list)},
        queues={key: _queue(key, as_map(value)) for key, value in as_map(plain.get("queues")).items()},
        attestation=AttestationPolicy(
            by=as_words(attestation.get("by")) or ("manager",),
            least_characters=_number(rules, attestation, "least-characters", "attestation") or 1,
        ),
        excused={name: _excuse(rules, name, as_map(value)) for name, value in as_map(plain.get("excused")).items()},
        mails={name: _mail(name, as_map(value)) for name, value in as_map(plain.get("mails")).items()},
        notes={key: _templates(value) for key, value in as_map(plain.get("notes")).items()},
        categories={key: _texts(value) for key, value in as_map(plain.get("categories")).items()},
        resources={key: _resources(value) for key, value in as_map(plain.get("resources")).items()},
        labels={key: _texts(value) for key, value in as_map(plain.get("labels")).items()},
        literals=tuple(_system_words(plain.get("literals"))),
        advice={name: _number(rules, as_map(plain.get("advice")), name, "advice") for name in as_map(plain.get("advice"))},
        faq=str(plain["faq"]) if plain.get("faq") else None,
        owner=str(plain["owner"]) if plain.get("owner") else None,
        review_by=_day(rules, "review-by"),
        pages=found.pages,
        bindings=found.bindings,
    )


def _steps(rules: Rules, found: Assembly) -> tuple[PlaybookStep, ...]:
    """The steps in the order of the reference page; a step that no rule names keeps the key the reader gave it."""
    page = found.pages[rules.reference]
    named = {place: key for key, place in found.positions[rules.reference].items()}
    keys = [named.get(place, step.key) for place, step in enumerate(page.steps)]
    keys += [rule.key for rule in rules.steps if rule.key not in keys]
    steps = []
    for key in keys:
        places = {language: positions[key] for language, positions in found.positions.items() if key in positions}
        if key not in found.positions[rules.reference] and key in (step.key for step in page.steps):
            places = {rules.reference: keys.index(key)}
        on_page = page.steps[places[rules.reference]] if rules.reference in places else None
        steps.append(
            PlaybookStep(
                key=key,
                titles={language: found.pages[language].steps[place].title for language, place in places.items()},
                positions=places,
                roles=on_page.roles if on_page else (),
                applies_to=on_page.applies_to if on_page else None,
            )
        )
    return tuple(steps)


def _tasks(rules: Rules, found: Assembly, steps: tuple[PlaybookStep, ...]) -> dict[str, TaskRule]:
    """The tasks of the pages' tables, and those that the rules file declares."""
    declared = as_map(rules.plain.get("tasks"))
    tasks: dict[str, TaskRule] = {}
    names: dict[str, dict[str, str]] = {}
    for language, page in found.pages.items():
        for task in page.tasks:
            names.setdefault(task.id, {})[language] = task.name
    for task in found.pages[rules.reference].tasks:
        rule = as_map(declared.get(task.id))
        tasks[task.id] = TaskRule(
            id=task.id,
            role=str(rule.get("role") or (rules.role_of(task.roles[0]) if task.roles else "manager")),
            names={**_texts(rule.get("name")), **names[task.id]},
            requirement=task.requirement,
            services=task.services,
            step=steps[task.step if task.step is not None else -1].key if steps else None,
        )
    for id_, rule in declared.items():
        if id_ not in tasks:
            texts = _texts(as_map(rule).get("name")) | names.get(id_, {})
            tasks[id_] = TaskRule(id=id_, role=str(as_map(rule).get("role", "manager")), names=texts)
    return tasks


def _criteria(rules: Rules, found: Assembly, steps: tuple[PlaybookStep, ...], tasks: Mapping[str, TaskRule]) -> Iterator[Criterion]:
    """In page order: key inputs, then step by step entry and exit, then what stands at the page's end.

    Every engagement ends with its manager's release after all else, also where no rule says so: a page without rules runs, too.
    """
    written: dict[str, list[CriterionRule]] = {}
    for rule in rules.criteria:
        written.setdefault(rule.step, []).append(rule)
    yield from _attestations(found, rules, None, "key_inputs")
    for step in steps:
        own = written.get(step.key, [])
        place = step.positions.get(rules.reference, -2)
        yield from (_written(rules, found, rule) for rule in own if rule.side == "entry")
        yield from _attestations(found, rules, step, "inputs", place)
        yield from (_written(rules, found, rule) for rule in own if rule.side == "exit")
        yield from _attestations(found, rules, step, "outputs", place)
        yield from _mandatory_tasks(rules, step, tasks)
    for section in ("key_outputs", "next_steps", "objectives"):
        yield from _attestations(found, rules, None, section)
    if not any(check.kind == "released" for rule in rules.criteria for check in rule.met_by):
        met_by = (Check("released"),)
        yield Criterion(key="released", lane="engagement", step=None, side="exit", after=("rest",), met_by=met_by, text=found.release)


def _written(rules: Rules, found: Assembly, rule: CriterionRule) -> Criterion:
    page_text = _page_texts(found, rule.key, rule.step, rule.side)
    if not page_text and not rule.text:
        rules.add("rules-criterion-without-text", "steps", rule.step, rule.side, rule.key, criterion=rule.key)
    return Criterion(
        key=rule.key,
        lane=rule.lane,
        step=rule.step,
        side=rule.side,
        after=rule.after,
        when=rule.when,
        met_by=rule.met_by,
        noted=rule.noted,
        text=rule.text,
        page_text=page_text,
        sections=frozenset(_sections_of(found, rules.reference, rule.key)),
        waivable=rule.key in as_words(rules.plain.get("waivable")),
        evidence_ids=rule.evidence_ids,
    )


def _page_texts(found: Assembly, key: str, step: str | None, side: str) -> dict[str, str]:
    """The page's own words by language; where several items state the criterion, the one in its home list."""
    texts: dict[str, str] = {}
    for language, bindings in found.bindings.items():
        home = ("inputs" if side == "entry" else "outputs", found.positions[language].get(step or "", -2))
        stating = [
            (page_list.name != home, page_list.name[0] == "actions", item.text)
            for page_list in found.lists[language]
            for item in page_list.items
            if key in bindings.get(item.key, ())
        ]
        if stating:
            texts[language] = min(stating, key=lambda entry: entry[:2])[2]
    return texts


def _sections_of(found: Assembly, language: str, key: str) -> Iterator[Section]:
    for page_list in found.lists[language]:
        for section in SECTIONS:
            if page_list.name[0] == section and any(key in found.bindings[language].get(item.key, ()) for item in page_list.items):
                yield section


def _attestations(found: Assembly, rules: Rules, step: PlaybookStep | None, kind: str, place: int = -1) -> Iterator[Criterion]:
    seen = set()
    for key, name, _ in found.attestations:
        if name != (kind, place) or key in seen or any(rule.key == key for rule in rules.criteria):
            continue
        seen.add(key)
        side: Any = "entry" if kind in ("inputs", "key_inputs") else "exit"
        yield Criterion(
            key=key,
            lane="engagement" if kind in ("key_outputs", "next_steps", "objectives") else "workload",
            step=step.key if step else None,
            side=side,
            page_text=_page_texts(found, key, step.key if step else None, side),
            sections=frozenset({kind} if step is None else ()),  # type: ignore[arg-type]  # a section's name by `kind`
            waivable=key in as_words(rules.plain.get("waivable")),
        )


def _mandatory_tasks(rules: Rules, step: PlaybookStep, tasks: Mapping[str, TaskRule]) -> Iterator[Criterion]:
    """A mandatory task is an exit criterion of its step, after the rest of its lane, without being written (rules.md section 1.4)."""
    for task in tasks.values():
        checked = any(check == Check("task", (task.id,)) for rule in rules.criteria for check in rule.met_by)
        if task.step == step.key and task.requirement == "M" and not checked:
            yield Criterion(
                key=f"task-{task.id}",
                lane="workload",
                step=step.key,
                side="exit",
                after=("rest",),
                met_by=(Check("task", (task.id,)),),
                page_text=task.names,
                waivable=f"task-{task.id}" in as_words(rules.plain.get("waivable")),
                evidence_ids=as_words(as_map(as_map(rules.plain.get("tasks")).get(task.id)).get("evidence")),
            )


def _check_order(rules: Rules, criteria: tuple[Criterion, ...]) -> None:
    """Lint of `after`: nothing may come after itself; two `rest` in one lane must say which comes last."""
    written = {rule.key: rule for rule in rules.criteria}
    by_step: dict[str | None, list[str]] = {}
    for criterion in criteria:
        by_step.setdefault(criterion.step, []).append(criterion.key)
    direct = {
        criterion.key: {key for word in criterion.after for key in by_step.get(word, [word]) if key != criterion.key}
        for criterion in criteria
    }
    for key, rule in written.items():
        if key in _reachable(direct, key):
            rules.add("rules-cycle", "steps", rule.step, rule.side, key, "after", criterion=key)
    resting = [rule for rule in rules.criteria if "rest" in rule.after]
    for one in resting:
        for other in resting:
            apart = one.key not in direct[other.key] and other.key not in direct[one.key]
            if one.key < other.key and one.lane == other.lane and apart:
                rules.add("rules-two-rests", "steps", other.step, other.side, other.key, one=one.key, other=other.key)


def _reachable(direct: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    pending = list(direct.get(start, ()))
    while pending:
        key = pending.pop()
        if key not in seen:
            seen.add(key)
            pending.extend(direct.get(key, ()))
    return seen


def _tiers(tiers: list[Any]) -> tuple[dict[str, str], ...]:
    return tuple({key: str(value) for key, value in as_map(tier).items()} for tier in tiers)


def _queue(key: str, plain: Mapping[str, Any]) -> Queue:
    labels = _texts(plain)
    return Queue(key, labels.pop("region", None), labels)


def _texts(value: Any) -> dict[str, str]:
    return {language: str(text) for language, text in as_map(value).items() if isinstance(text, str)}


def _templates(value: Any) -> dict[str, Template]:
    templates = {}
    for language, plain in as_map(value).items():
        parts = as_map(plain)
        text = plain if isinstance(plain, str) else str(parts.get("text", parts.get("body", "")))
        words = {name: _texts(words) for name, words in parts.items() if isinstance(words, Mapping)}
        templates[language] = Template(text=text, subject=str(parts.get("subject", "")), words=words)
    return templates


def _mail(name: str, plain: Mapping[str, Any]) -> MailTemplate:
    languages = _templates({key: value for key, value in plain.items() if isinstance(value, Mapping)})
    return MailTemplate(name=name, to=str(plain.get("to", "")), languages=languages, four_eyes=_is_on(plain.get("four-eyes")))


def _is_on(value: Any) -> bool:
    return str(value).lower() in ("yes", "true", "on")


def _excuse(rules: Rules, name: str, plain: Mapping[str, Any]) -> Excuse:
    return Excuse(
        criteria=frozenset(as_words(plain.get("criteria"))),
        attempts=_number(rules, plain, "attempts", "excused", name),
        channels=_number(rules, plain, "channels", "excused", name),
        business_days_apart=_number(rules, plain, "business-days-apart", "excused", name),
    )


def _day(rules: Rules, key: str) -> str | None:
    """A day in ISO 8601, or None; what is none is a finding."""
    value = str(rules.plain.get(key) or "")
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        rules.add("rules-not-a-date", key, value=value)
        return None


def _number(rules: Rules, plain: Mapping[str, Any], key: str, *path: str) -> int:
    value = str(plain.get(key, "0"))
    if not value.isascii() or not value.isdigit():
        rules.add("rules-not-a-number", *path, key, value=value)
        return 0
    return int(value)


def _resources(value: Any) -> dict[str, tuple[Mapping[str, str], ...]]:
    return {
        language: tuple({key: str(part) for key, part in as_map(entry).items()} for entry in entries)
        for language, entries in as_map(value).items()
        if isinstance(entries, list)
    }


def _system_words(value: Any) -> Iterator[SystemWord]:
    for entry in value if isinstance(value, list) else []:
        plain = as_map(entry)
        also = {language: as_words(words) for language, words in as_map(plain.get("also")).items()}
        yield SystemWord(str(plain.get("word", "")), also, plain.get("criterion"))
