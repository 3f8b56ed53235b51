"""Proving and exporting the ledger."""

from collections.abc import Iterator
from typing import Any

from tasuki.records import ledger


def verify() -> dict[str, Any]:
    """Recompute every digest and seal (contracts.md section 3). One pass over all facts."""
    return ledger.verify()


def export(subject: str | None = None) -> Iterator[dict[str, Any]]:
    """Every fact, or those of one subject, with their digests."""
    return ledger.export(subject)
