"""How one organisation stands: what waits for it, and what the machine knows of one finding of its."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

UNANSWERED = ("open", "came-back")  # nobody of the organisation has said a word since


@dataclass(frozen=True)
class Standing:
    """What waits for an organisation, counted. `states` has how many findings are in each state.

    `quiet` are living findings that were not seen for a week: a fix that may have worked.
    `unproved` are known by their number alone until the asset is proved again.
    `lapsing` are mailboxes whose verification has ended or ends within a month; `night` says
    whether anybody reads at all hours.
    """

    organisation: str
    name: str
    states: Mapping[str, int] = field(default_factory=dict)
    overdue: int = 0
    first: int = 0
    quiet: int = 0
    unproved: Mapping[str, int] = field(default_factory=dict)  # living findings by severity, on assets whose proof is missing
    contacts: int = 0
    lapsing: int = 0
    night: bool = True
    days_to_fix: float | None = None  # median of what was closed in ninety days, from the first sighting
    closed: int = 0  # how many that median rests on

    @property
    def unanswered(self) -> int:
        """Findings that nobody has answered."""
        return sum(self.states.get(state, 0) for state in UNANSWERED)

    @property
    def living(self) -> int:
        """Findings that are not closed."""
        return sum(count for state, count in self.states.items() if state != "closed")


@dataclass(frozen=True)
class Check:
    """What the machine knows of one finding: when it was last seen, and when each report that saw it last arrived.

    `earliest` is the first day on which it can close, if its reports go on arriving without it.
    """

    folio: str
    closed: bool
    last_seen: datetime
    arrived: tuple[tuple[str, date | None], ...]
    earliest: date

    def to_dict(self) -> dict[str, object]:
        """Return plain values, as programs expect them."""
        arrived = [{"report": report, "day": day.isoformat() if day else None} for report, day in self.arrived]
        told = {"folio": self.folio, "closed": self.closed, "last_seen": self.last_seen.isoformat()}
        return {**told, "arrived": arrived, "earliest": self.earliest.isoformat(), "unseen_since": self.looked_after}

    @property
    def looked_after(self) -> bool:
        """True where every report that saw it has arrived on a later day without it."""
        return all(day is not None and day > self.last_seen.date() for _, day in self.arrived)
