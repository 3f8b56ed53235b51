"""What comes in by the API."""

from ninja import Schema


class Act(Schema):
    """One command's keys, as strings, exactly as `engagement do` takes them."""

    keys: dict[str, str] = {}
