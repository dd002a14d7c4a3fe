"""Beginning again without one's factors: two people vouch, a day passes, everybody is told, and anybody stops it.

Recovery is the second door of every account, so it is never easier than the first. Nobody
vouches for themselves, and no ground and no person counts twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Ground = Literal["colleague", "domain", "call"]
GROUNDS: tuple[Ground, ...] = ("colleague", "domain", "call")
OF_CONTACT = frozenset({"domain", "call"})  # control of the domain was shown, and the registered number was called back
DELAY = timedelta(hours=24)  # in which the rightful one sees it and stops it
TWO = 2


@dataclass(frozen=True)
class Vouch:
    """That one person vouched, and on which ground."""

    person: str
    ground: str
    at: datetime


@dataclass(frozen=True)
class Recovery:
    """A wish to begin again. `others` is how many people there are who could vouch."""

    account: str
    organisation: str
    person: str
    asked_at: datetime
    vouched: tuple[Vouch, ...] = ()
    others: int = TWO

    @property
    def lacking(self) -> int:
        """How many people have still to vouch."""
        if self.organisation:
            return len(OF_CONTACT - {one.ground for one in self.vouched})
        return max(0, min(TWO, self.others) - len(self.vouched))

    @property
    def ready_at(self) -> datetime | None:
        """From when the account may be opened anew; None while somebody has to vouch.

        >>> asked = datetime(2026, 3, 5, 9)
        >>> Recovery("guardia-2", "", "account-2", asked, (Vouch("account-1", "colleague", asked),)).ready_at
        >>> two = tuple(Vouch(f"account-{number}", "colleague", asked) for number in (1, 3))
        >>> Recovery("guardia-2", "", "account-2", asked, two).ready_at
        datetime.datetime(2026, 3, 6, 9, 0)
        """
        if self.lacking:
            return None
        # A contact was called back and its domain answers: its own people wait for no day.
        return self.asked_at if self.organisation else self.asked_at + DELAY

    def unfit(self, person: str, ground: str) -> str:
        """Return the code of why this person may not vouch on this ground; empty where they may.

        >>> asked = datetime(2026, 3, 5, 9)
        >>> Recovery("guardia-2", "", "account-2", asked).unfit("account-2", "colleague")
        'own'
        >>> Recovery("contacto", "hospital-central", "account-9", asked).unfit("account-1", "colleague")
        'ground'
        """
        if person == self.person:
            return "own"
        if any(one.person == person for one in self.vouched):
            return "twice"
        known = OF_CONTACT if self.organisation else frozenset({"colleague"})
        used = {one.ground for one in self.vouched} if self.organisation else frozenset()
        return "" if ground in known - used else "ground"
