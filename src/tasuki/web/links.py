"""Addresses of acts: what a finding proposes becomes the link to the form that supplies it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from tasuki.core.finding import Remedy


@dataclass(frozen=True, slots=True)
class ActLink:
    """One act that somebody can take, as a link to its form with everything filled in that can be computed."""

    command: str
    workload: str | None
    url: str


def act_link(engagement_id: int, command: str, workload: str | None = None, keys: Mapping[str, str] | None = None) -> ActLink:
    given = {**({"workload": workload} if workload else {}), **(keys or {})}
    url = reverse("act", args=[engagement_id, command])
    return ActLink(command, workload, f"{url}?{urlencode(given)}" if given else url)


def remedy_link(engagement_id: int, remedy: Remedy) -> ActLink:
    return act_link(engagement_id, remedy.command, remedy.workload, remedy.keys)


def engagement_url(engagement_id: int, part: str = "", anchor: str = "") -> str:
    url = reverse("engagement", args=[engagement_id])
    return url + (f"?{urlencode({'part': part})}" if part else "") + (f"#{anchor}" if anchor else "")
