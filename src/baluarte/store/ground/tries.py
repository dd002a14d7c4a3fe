"""Wrong tries at something secret, counted so that guessing slows down.

There is a counter for each thing and network, and one for the network in all. Each wrong
try beyond the free ones doubles the wait, up to a minute. What is tried while one has to wait is
neither looked at nor counted: the wait never grows by it, and nobody is ever shut out.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F

from baluarte.core.errors import Refused
from baluarte.core.ground.world import World
from baluarte.store.ground.models import WrongTries

FORGOTTEN = timedelta(minutes=15)
LONGEST = timedelta(minutes=1)
# Wrong tries that cost nothing: at one thing from one network, and from one network in all.
AT_ONE_THING = 5
OF_ONE_NETWORK = 30


def counters(world: World, what: str, network: str) -> dict[str, int]:
    """Return the counters of a try, with the wrong tries each has for nothing; no network can be read from their names."""
    of_one, of_all = (hmac.digest(world.key("tries"), f"{network}\n{part}".encode(), hashlib.sha256).hex() for part in (what, "*"))
    return {of_one: AT_ONE_THING, of_all: OF_ONE_NETWORK}


def admit(free: Mapping[str, int], now: datetime) -> None:
    """Raise `Refused` while one of these counters has to wait; `free` says how many wrong tries each has for nothing.

    Call it in the transaction of the try: it keeps a second try under the same name out until this one is counted.
    """
    _forget(now)
    WrongTries.objects.bulk_create([WrongTries(name=name, last_at=now) for name in sorted(free)], ignore_conflicts=True)
    rows = list(WrongTries.objects.select_for_update().filter(name__in=free).order_by("name"))
    if any(now < row.last_at + _pause(row.wrong - free[row.name]) for row in rows):
        raise Refused(
            "tries.too-many",
            "There were too many tries that did not fit.",
            "Guessing has to be slow. Nothing is locked.",
            "Wait a minute and try again, or call the duty desk.",
        )


def count(names: Mapping[str, int], now: datetime) -> None:
    """Count one wrong try under each of these names."""
    WrongTries.objects.filter(name__in=names).update(wrong=F("wrong") + 1, last_at=now)


def _pause(beyond: int) -> timedelta:
    """Return the wait after so many wrong tries beyond the free ones: 1, 2, 4 … 60 seconds."""
    return timedelta(0) if beyond < 0 else min(LONGEST, timedelta(seconds=2 ** min(beyond, 6)))


def _forget(now: datetime) -> None:
    """Delete what nobody tried for a while, and what a clock that was set back would hold for ever."""
    old = WrongTries.objects.exclude(last_at__gt=now - FORGOTTEN, last_at__lte=now + LONGEST)
    WrongTries.objects.filter(id__in=list(old.select_for_update(skip_locked=True).values_list("id", flat=True)[:500])).delete()
