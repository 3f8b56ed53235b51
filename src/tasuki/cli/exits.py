"""Exit codes (contracts.md section 3), and which findings mean that the environment is not ready."""

from collections.abc import Iterable

from tasuki.core.finding import Finding

DONE, REFUSED, WRONG_USAGE, NOT_READY = 0, 1, 2, 3

_NOT_READY = frozenset(
    {
        "page-unreadable",
        "baseline-unreadable",
        "mail-file-unreadable",
        "file-unreadable",
        "database-missing",
        "settings-wrong",
        "port-taken",
        "engine-not-installed",
        "engine-needs-java",
    }
)
_WRONG_USAGE = frozenset(
    {
        "unknown-command",
        "unknown-key",
        "not-key-value",
        "person-needed",
        "date-unreadable",
        "at-unreadable",
        "unknown-engine",
        "engagements-not-named",
    }
)


def of(findings: Iterable[Finding]) -> int:
    """The exit code of a refusal."""
    codes = {finding.code for finding in findings}
    if codes & _WRONG_USAGE:
        return WRONG_USAGE
    return NOT_READY if codes & _NOT_READY else REFUSED


def of_errors(findings: Iterable[Finding]) -> int:
    """The exit code of something that was done and found errors, or none."""
    return REFUSED if any(finding.severity == "error" for finding in findings) else DONE
