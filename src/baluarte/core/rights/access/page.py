"""What the public page of rights shows: purposes in force, counters by month, statements and switches."""

from dataclasses import dataclass
from datetime import date, datetime

from baluarte.core.rights.access.counters import Counters
from baluarte.core.rights.catalogue.field import Catalogue
from baluarte.core.rights.purposes.purpose import Purposes


@dataclass(frozen=True)
class Said:
    """The statement of one month; without a moment it is missing, and the page says so."""

    month: str
    kinds: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class Switched:
    """That a promise was switched on or off. It is shown for ever."""

    what: str
    on: bool
    at: datetime
    office: str
    why: str


@dataclass(frozen=True)
class RightsPage:
    """The page. `complete_on` is when the last erasure is complete, because the last copy of a key has expired."""

    purposes: Purposes
    catalogue: Catalogue
    example: bool  # nobody loaded a file of this country: it is the one that travels with the program
    months: tuple[Counters, ...]
    statements: tuple[Said, ...]
    switches: tuple[Switched, ...]
    complete_on: date | None
