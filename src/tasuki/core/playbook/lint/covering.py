"""Criteria that nobody could ever meet."""

from collections.abc import Iterator

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.codes import said
from tasuki.core.playbook.model import Playbook
from tasuki.core.playbook.rules import Rules, as_map, as_words


def uncovered_criteria(rules: Rules, playbook: Playbook) -> Iterator[Finding]:
    """Criteria without a check, in a rules file that does not say who may attest: by default the manager, which nobody decided."""
    if as_words(as_map(rules.plain.get("attestation")).get("by")):
        return
    keys = [criterion.key for criterion in playbook.criteria if criterion.is_attestation and not criterion.is_shown_only]
    if keys:
        written = {rule.key: rule.line for rule in rules.criteria}
        line = next((written[key] for key in keys if written.get(key)), None)
        yield said("criterion-uncovered", rules.source.path, line or 1, criteria=keys)
