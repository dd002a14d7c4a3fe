"""Against trying out: a delay that grows with failures, by account and by network, and never a lock.

A lock would be a weapon: whoever types a wrong password often enough would shut out the duty
officer. Here only the ways that take a secret to be guessed wait; a passkey is never asked to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FORGET = timedelta(hours=24)  # after a day without a failure the count begins again
LONGEST = timedelta(minutes=15)


@dataclass(frozen=True)
class Patience:
    """How many failures are free, before every further one doubles the wait."""

    free: int

    def wait(self, failures: int) -> timedelta:
        """Return how long after the last failure the next attempt is heard.

        >>> [int(OF_ACCOUNT.wait(failures).total_seconds()) for failures in (4, 5, 6, 10, 40)]
        [0, 1, 2, 32, 900]
        """
        if failures < self.free:
            return timedelta()
        return min(timedelta(seconds=2 ** min(failures - self.free, 20)), LONGEST)


OF_ACCOUNT = Patience(5)
# An office sits behind one address: a network may fail more often before it waits.
OF_NETWORK = Patience(30)


@dataclass(frozen=True)
class Failures:
    """How often one account or network failed, and when last."""

    count: int = 0
    last: datetime | None = None

    def heard_from(self, patience: Patience) -> datetime | None:
        """Return from when the next attempt is heard; None where it is heard now."""
        return None if self.last is None else self.last + patience.wait(self.count)

    def one_more(self, now: datetime) -> "Failures":
        """Return the count with one failure more; an old one is forgotten first.

        >>> moment = datetime(2026, 3, 5)
        >>> Failures(7, moment).one_more(moment + timedelta(hours=1)).count
        8
        >>> Failures(7, moment).one_more(moment + timedelta(days=2)).count
        1
        """
        known = 0 if self.last is None or now - self.last > FORGET else self.count
        return Failures(known + 1, now)


def seconds_to_wait(of_account: Failures, of_network: Failures, now: datetime) -> int:
    """Return for how many seconds no attempt is heard; zero where one is.

    >>> moment = datetime(2026, 3, 5)
    >>> seconds_to_wait(Failures(8, moment), Failures(1, moment), moment)
    8
    >>> seconds_to_wait(Failures(8, moment), Failures(), moment + timedelta(seconds=9))
    0
    """
    times = (of_account.heard_from(OF_ACCOUNT), of_network.heard_from(OF_NETWORK))
    longest = max((moment - now for moment in times if moment is not None), default=timedelta())
    return max(0, -(-int(longest.total_seconds() * 1000) // 1000))
