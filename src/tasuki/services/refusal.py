"""How a service says no: with everything the person needs, as findings."""

from tasuki.core.finding import Finding


class Refusal(Exception):
    """Nothing was done, because of these findings. Raised inside a transaction it takes everything back."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{finding.code} {dict(finding.values)}" for finding in findings))
        self.findings = findings
