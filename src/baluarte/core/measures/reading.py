"""A reading: what a measure found, over whom, and how much of it could be seen."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from baluarte.core.ground.text import Language, Text

Kind = Literal["share", "span", "count"]
Unit = Literal["", "hours", "days"]


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Interval:
    """A share between two bounds, each from 0 to 1; what is unknown is the way between them."""

    low: float
    high: float

    @property
    def per_cent(self) -> tuple[int, int]:
        """Whole percentages, rounded outwards: what is published never claims more than what is known.

        >>> Interval(0.65, 0.775).per_cent
        (65, 78)
        """
        return math.floor(self.low * 100 + 1e-9), math.ceil(self.high * 100 - 1e-9)


@dataclass(frozen=True)
class Reading:
    """One result of a measure. Of the fields of a value, those of its kind are filled.

    `population` is how many should have been seen; `met` how many did what the measure
    asks (of a span: how many ended), `not_met` how many surely did not. `contributors` are the
    organisations behind it, `largest` what one of them makes at most, and `fewest` how many stand behind the
    rarest outcome that occurs; None where it is about none.
    """

    measure: str
    version: int
    kind: Kind
    unit: Unit
    period: Period
    population: int
    met: int
    not_met: int
    share: Interval | None = None
    median: float | None = None
    more_than: float | None = None
    contributors: int | None = None
    largest: int | None = None
    fewest: int | None = None

    @property
    def unknown(self) -> int:
        """How many could not be judged; a span knows none, because what is open is censored."""
        return self.population - self.met - self.not_met if self.kind == "share" else 0

    def words(self, language: Language) -> str:
        """Return the value as people read it; nothing to look at is said, never shown as zero."""
        return _words(self).in_(language)

    def to_dict(self) -> dict[str, str | int | float | bool | None]:
        """Return plain values under the columns of the list of measures."""
        low, high = self.share.per_cent if self.share else (None, None)
        return {
            "measure": self.measure, "version": self.version, "first_day": self.period.first.isoformat(),
            "last_day": self.period.last.isoformat(), "population": self.population, "met": self.met, "not_met": self.not_met,
            "unknown": self.unknown, "low_per_cent": low, "high_per_cent": high, "median": self.median, "more_than": self.more_than,
            "unit": self.unit,
        }  # fmt: skip


def _words(reading: Reading) -> Text:
    if reading.kind == "count":
        return Text(f"{reading.met:,} de {reading.population:,}", f"{reading.met:,} of {reading.population:,}")
    if reading.population == 0:
        return Text("sin casos en el periodo", "no cases in the period")
    if reading.share is not None:
        low, high = reading.share.per_cent
        return Text(f"{low}%", f"{low}%") if low == high else Text(f"de {low} a {high}%", f"{low} to {high}%")
    units = {"hours": Text("horas", "hours"), "days": Text("días", "days")}.get(reading.unit, Text("", ""))
    if reading.median is not None:
        return Text(f"{reading.median:,.1f} {units.es}", f"{reading.median:,.1f} {units.en}")
    return Text(f"más de {reading.more_than:,.1f} {units.es}", f"more than {reading.more_than:,.1f} {units.en}")
