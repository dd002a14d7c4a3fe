"""A due date that passes in silence is taken to whoever stands above.

Silence is: told, due, first in priority, and no answer of any kind. The one above is the
management of the organisation itself, then that of the organisations above it, in order;
never somebody who was told already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from baluarte.core.constituency.contact import Contact

# Any other state is an answer.
SILENT = ("open", "came-back")
# Only what is used in attacks or broken into is worth a call from above: a list of everything late would be none.
FIRST = 1


@dataclass(frozen=True)
class Escalation:
    """That a finding was taken above: when, which date had passed, and to whom. No contact means that nobody is above."""

    at: datetime
    due: date
    organisation: str = ""  # whose contact it is
    role: str = ""
    address: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return plain values."""
        return asdict(self)


def is_silent(state: str, priority: int, due: date | None, today: date, *, told: bool, answered: bool) -> bool:  # noqa: PLR0913 - six facts about one finding
    """Has its day passed without a word from those who were told?

    >>> is_silent("open", 1, date(2022, 9, 1), date(2022, 9, 2), told=True, answered=False)
    True
    >>> is_silent("open", 1, date(2022, 9, 1), date(2022, 9, 1), told=True, answered=False)
    False
    """
    return state in SILENT and priority == FIRST and due is not None and due < today and told and not answered


def above(slug: str, parents: Sequence[str], contacts: Mapping[str, Iterable[Contact]], told: Iterable[str]) -> Contact | None:
    """Return the first usable contact of management from the organisation upwards whom nobody has told yet.

    Above the organisation itself any usable contact will do where there is no management.
    """
    known = set(told)
    for place in (slug, *parents):
        usable = [one for one in contacts.get(place, ()) if one.status == "active" and one.address and one.address not in known]
        heads = [one for one in usable if one.role == "management"]
        if heads:
            return heads[0]
        if usable and place != slug:
            return usable[0]
    return None
