"""How often somebody may knock: wrong passwords are counted by login and address, in the database, so for all processes together."""

from datetime import timedelta

from tasuki.records.models import Knock
from tasuki.services import clock

TRIES = 8
MINUTES = 10


def is_shut(login: str, address: str) -> bool:
    """After too many wrong passwords nobody is let in from there for a while, not even with the right one."""
    since = clock.now() - timedelta(minutes=MINUTES)
    return Knock.objects.filter(login=_folded(login), address=address, at__gt=since).count() >= TRIES


def knocked(login: str, address: str) -> None:
    """A wrong password; old ones are forgotten on the way."""
    Knock.objects.filter(at__lt=clock.now() - timedelta(minutes=MINUTES)).delete()
    Knock.objects.create(login=_folded(login), address=address, at=clock.now())


def opened(login: str, address: str) -> None:
    Knock.objects.filter(login=_folded(login), address=address).delete()


def _folded(login: str) -> str:
    return login.casefold()[:150]
