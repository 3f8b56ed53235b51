"""Versions of playbooks in words and as JSON documents (docs/versions.md)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tasuki.core.engagement.assessment import CellState
from tasuki.core.engagement.moving import Consequences
from tasuki.core.playbook.binding import is_made_of_words
from tasuki.core.playbook.care import Care
from tasuki.core.playbook.model import Playbook
from tasuki.core.playbook.versions import Changed
from tasuki.wording.documents import Json, next_act
from tasuki.wording.labels import SCOPES
from tasuki.wording.sentences import versions as said
from tasuki.wording.sentences.acting import next_sentence
from tasuki.wording.words import Tongue


def title_of(playbook: Playbook, tongue: Tongue) -> str:
    return playbook.titles.get(tongue.language) or playbook.titles.get(playbook.reference) or playbook.slug


def care_document(care: Care, today: date) -> Json:
    return {
        "language": care.language,
        "path": care.path,
        "owner": care.owner,
        "changed": care.changed.isoformat(),
        "review_by": care.review_by.isoformat(),
        "stale": care.is_stale(today),
    }


# ---------------------------------------------------------------- what changed


def change_document(change: Changed, before: Playbook, after: Playbook, tongue: Tongue) -> Json:
    return {
        "kind": change.kind,
        "key": change.key,
        "change": change.how,
        "aspects": list(change.aspects),
        "wording_only": change.is_wording,
        "before": dict(change.before),
        "after": dict(change.after),
        "sentence": change_sentence(change, before, after, tongue),
    }


def change_sentence(change: Changed, before: Playbook, after: Playbook, tongue: Tongue) -> str:
    aspects = tongue.value("aspects", [tongue.say(said.ASPECTS[aspect]) for aspect in change.aspects])
    values = {"kind": tongue.say(said.KINDS[change.kind]), "key": change.key, "aspects": aspects}
    phrases = said.NAMELESS if is_made_of_words(change.key) else said.CHANGES
    return tongue.say(phrases[change.how], {**values, "text": text_of(change, before, after, tongue)})


def text_of(change: Changed, before: Playbook, after: Playbook, tongue: Tongue) -> str:
    """What the changed part says, in the reader's language; of both versions the newer that has it."""
    playbook = before if change.how == "removed" else after
    if change.kind == "criterion" and (criterion := playbook.criterion(change.key)) is not None:
        return playbook.text_of(criterion, tongue.language)
    if change.kind in ("policy", "milestone", "words"):
        return _from_to(change, tongue)
    texts: Any = {}
    if change.kind == "step" and (step := playbook.step(change.key)) is not None:
        texts = step.titles
    elif change.kind == "task":
        texts = playbook.tasks[change.key].names
    elif change.kind in ("detail", "queue"):
        texts = (change.after or change.before).get("text", {})
    elif change.kind == "page":
        return playbook.pages[change.key].path.rpartition("/")[2]
    return str(texts.get(tongue.language) or texts.get(playbook.reference) or next(iter(texts.values()), change.key))


def _from_to(change: Changed, tongue: Tongue) -> str:
    """Figures and lists, which are short: what they were, and what they are."""
    sides = [tongue.value("value", next(iter(values.values()))) for values in (change.before, change.after) if values]
    return " \N{RIGHTWARDS ARROW} ".join(sides)


# ---------------------------------------------------------------- what a move means


def consequences_document(means: Consequences, tongue: Tongue) -> Json:
    return {
        "becomes_missing": [_criterion(state, tongue) for state in means.becomes_missing],
        "becomes_satisfied": [_criterion(state, tongue) for state in means.becomes_satisfied],
        "no_longer_asked": [_criterion(state, tongue) for state in means.no_longer_asked],
        "lost_evidence": [fact.number for fact in means.lost_evidence],
        "next_before": [next_act(act, tongue) for act in means.next_before],
        "next_after": [next_act(act, tongue) for act in means.next_after],
    }


def _criterion(state: CellState, tongue: Tongue) -> Json:
    cell = state.cell
    text = cell.lane.playbook.text_of(cell.criterion, tongue.language)
    return {"workload": cell.lane.workload, "process": cell.lane.process, "criterion": cell.key, "text": text}


def consequence_sentences(means: Consequences, tongue: Tongue) -> Iterator[str]:
    """One line each; a single one where nothing changes."""
    if means.is_nothing:
        yield tongue.say(said.NOTHING_CHANGES)
        return
    rows = (
        (said.BECOMES_MISSING, means.becomes_missing),
        (said.BECOMES_SATISFIED, means.becomes_satisfied),
        (said.NO_LONGER_ASKED, means.no_longer_asked),
    )
    for phrase, states in rows:
        for state in states:
            workload = state.cell.lane.workload
            place = tongue.value("workload", workload) if workload else tongue.say(SCOPES["engagement"])
            yield tongue.say(phrase, {"text": _criterion(state, tongue)["text"], "place": place})
    if means.lost_evidence:
        numbers = [fact.number for fact in means.lost_evidence]
        yield tongue.say(said.LOST, {"numbers": numbers})
    for phrase, acts in ((said.NEXT_BEFORE, means.next_before[:1]), (said.NEXT_AFTER, means.next_after[:1])):
        sentence = next_sentence(acts[0], tongue) if acts else tongue.say(said.NOTHING_NEXT)
        yield tongue.say(phrase, {"sentence": sentence})
