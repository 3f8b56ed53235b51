"""What an import says it did: the same for a dry run, which did nothing of it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasuki.core.finding import Finding, Remedy, Severity
from tasuki.records.site import site

Speak = Callable[[Finding], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One row that was not taken in; `also` are further reasons. `cells` go into the sheet that is given back."""

    row: int
    code: str
    values: Mapping[str, Any]
    cells: Sequence[str] = ()
    remedy: Remedy | None = None

    def finding(self) -> Finding:
        return Finding(code=self.code, values=self.values, remedy=self.remedy)


@dataclass(slots=True, kw_only=True)
class Result:
    """`rows` counts data rows; each is created, updated, unchanged or rejected."""

    file: str
    sha256: str
    kind: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    repeated: bool = False
    header: Sequence[str] = ()
    _told: Counter[str] = field(default_factory=Counter)

    @property
    def nothing_taken(self) -> bool:
        return self.rows > 0 and len(self.rejected) == self.rows

    def reject(self, row: int, code: str, values: Mapping[str, Any], cells: Sequence[str] = (), remedy: Remedy | None = None) -> None:
        self.rejected.append(Rejected(row=row, code=code, values=values, cells=cells, remedy=remedy))

    def find(self, code: str, severity: Severity = "warning", **values: object) -> None:
        """Of findings of one code only so many are listed; `close` says how many there are beyond."""
        self._told[code] += 1
        if self._told[code] <= site().findings_listed:
            self.findings.append(Finding(code=code, severity=severity, values=values))

    def close(self) -> None:
        self.rejected.sort(key=lambda one: one.row)
        for code, count in self._told.items():
            if count > site().findings_listed:
                self.findings.append(
                    Finding(code="more-findings", severity="note", values={"of": code, "more": count - site().findings_listed})
                )

    def kept(self) -> dict[str, Any]:
        """What the import's row remembers: codes, no sentences, and no cells."""
        counts = {name: getattr(self, name) for name in ("rows", "created", "updated", "unchanged")}
        rejected = [{"row": one.row, "code": one.code, "values": dict(one.values)} for one in self.rejected]
        return {**counts, "rejected": rejected}

    def plain(self, speak: Speak, finding_plain: Callable[[Finding], Mapping[str, Any]]) -> dict[str, Any]:
        """The shape of contracts.md section 4; `speak` makes the sentence, `finding_plain` the shape of a finding (section 5)."""
        return {
            **{name: getattr(self, name) for name in ("file", "sha256", "kind", "rows", "created", "updated", "unchanged")},
            "rejected": [
                {"row": one.row, "code": one.code, "values": dict(one.values), "sentence": speak(one.finding())} for one in self.rejected
            ],
            "findings": [dict(finding_plain(finding)) for finding in self.findings],
            "repeated": self.repeated,
        }
