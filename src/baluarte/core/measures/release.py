"""What of the figures is published: one object a week, with small cells hidden, in one form of bytes.

The same number always comes from the same object. What must be hidden never enters it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from baluarte.core.measures.definitions import definition
from baluarte.core.measures.hiding.suppress import CONTRIBUTORS, LARGEST_SHARE, Cell
from baluarte.core.measures.page import Taken
from baluarte.core.measures.picture import ALL, Crossing
from baluarte.core.measures.reading import Interval, Period, Reading

FORMAT = "baluarte/figures/1"


@dataclass(frozen=True)
class Published:
    """A published object as it is read again. A suppressed measure has no reading."""

    week: date
    readings: tuple[tuple[str, Reading | None], ...]
    crossings: tuple[Crossing, ...]


def publish(week: date, readings: Sequence[Taken], crossings: Sequence[Crossing]) -> str:
    """Return the published object: canonical JSON, so that its hash can be named."""
    body = {
        "format": FORMAT,
        "week": week.isoformat(),
        "rule": {"contributors": CONTRIBUTORS, "largest_share": LARGEST_SHARE},
        "measures": [_reading(one.reading) for one in readings],
        "picture": [one.to_dict() for one in crossings],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def read_release(body: str) -> Published:
    """Read a published object again; the figures on a page are those of its bytes."""
    told = json.loads(body)
    readings = tuple((one["measure"], None if one["suppressed"] else read_reading(one)) for one in told["measures"])
    return Published(date.fromisoformat(told["week"]), readings, tuple(read_crossing(one) for one in told["picture"]))


def read_reading(told: dict[str, Any]) -> Reading:
    """Return a reading from its plain values."""
    meant = definition(told["measure"])
    population, met, not_met = told["population"], told["met"], told["not_met"]
    share = Interval(met / population, 1 - not_met / population) if meant.kind == "share" and population else None
    period = Period(date.fromisoformat(told["first_day"]), date.fromisoformat(told["last_day"]))
    return Reading(
        told["measure"], told["version"], meant.kind, meant.unit, period, population, met, not_met, share, told["median"], told["more_than"]
    )


def read_crossing(told: dict[str, Any]) -> Crossing:
    """Return a table of the picture from its plain values."""
    rows, columns = told["rows"], told["columns"]
    values = {(cell[rows], cell[columns]): cell["findings"] for cell in told["cells"]}

    def names(place: int) -> tuple[str, ...]:
        return tuple(sorted({pair[place] for pair in values} - {ALL}))

    return Crossing(rows, columns, names(0), names(1), values)


def _reading(reading: Reading) -> dict[str, Any]:
    """A reading of which any outcome is made by few organisations is published without figures: it could point at somebody."""
    told = reading.to_dict()
    whose = Cell(reading.population, reading.contributors or 0, reading.largest or 0)
    few = reading.fewest is not None and 0 < reading.fewest < CONTRIBUTORS
    if reading.contributors is not None and (whose.small or few):
        return {name: told[name] for name in ("measure", "version", "first_day", "last_day", "unit")} | {"suppressed": True}
    return told | {"suppressed": False}
