"""The site's rules of who may be helped."""

from functools import cache

from tasuki.core.engagement.eligibility import Rule
from tasuki.services import shipped


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(Rule.from_plain(key, plain) for key, plain in shipped.plain("requests.yaml")["eligibility"].items())
