"""How long a session lives, and for how long a proof of oneself is fresh."""

from dataclasses import dataclass
from datetime import timedelta

FRESH = timedelta(minutes=5)  # acts of weight ask for a proof not older than this


@dataclass(frozen=True)
class Life:
    """The two ends of a session: after so long without use, and after so long in any case."""

    idle: timedelta
    absolute: timedelta

    def ended(self, unused: timedelta, age: timedelta) -> bool:
        """Return whether a session has ended.

        >>> OF_TEAM.ended(timedelta(minutes=31), timedelta(hours=1)), OF_TEAM.ended(timedelta(), timedelta(hours=13))
        (True, True)
        >>> OF_CONTACTS.ended(timedelta(minutes=31), timedelta(hours=13))
        False
        """
        return unused > self.idle or age > self.absolute or unused < -FRESH or age < -FRESH


OF_TEAM = Life(timedelta(minutes=30), timedelta(hours=12))
OF_CONTACTS = Life(timedelta(minutes=60), timedelta(hours=24))

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def device_of(agent: str) -> str:
    """Return the browser and the system a browser names itself by; versions would tell more than a list of sessions needs.

    >>> device_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    >>> device_of("")
    ''
    """
    found = (next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)
