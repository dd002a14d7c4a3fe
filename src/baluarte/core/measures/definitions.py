"""The measures as data: name, version, what is counted over whom, and what remains unknown.

A new definition is a new version: it starts a new series and never rewrites the old one.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from baluarte.core.errors import Missing
from baluarte.core.ground.text import Text
from baluarte.core.measures.reading import Kind, Unit

Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class Definition:
    """One measure, in the words that stand beside each of its readings."""

    slug: str
    version: int
    kind: Kind
    unit: Unit
    better: Better
    shift_days: int  # the period looked at begins and ends so many days earlier, so that the outcome could happen
    name: Text
    means: Text
    population: Text
    unknown: Text


@cache
def definitions() -> dict[str, Definition]:
    """Return every measure by its slug, in the order in which they are shown."""
    told = tomllib.loads(files("baluarte.core.measures").joinpath("definitions.toml").read_text("utf-8"))
    return {slug: _read(slug, one) for slug, one in told.items()}


def definition(slug: str) -> Definition:
    """Return one measure, or raise `Missing`."""
    if slug not in definitions():
        raise Missing("measure.missing", f"There is no measure {slug!r}.", "", "See the list of measures.")
    return definitions()[slug]


def _read(slug: str, one: dict[str, str | int]) -> Definition:
    def words(name: str) -> Text:
        return Text(str(one[f"{name}_es"]), str(one[f"{name}_en"]))

    return Definition(
        slug=slug,
        version=int(one["version"]),
        kind=cast("Kind", one["kind"]),
        unit=cast("Unit", one.get("unit", "")),
        better=cast("Better", one["better"]),
        shift_days=int(one.get("shift_days", 0)),
        name=words("name"),
        means=words("means"),
        population=words("population"),
        unknown=words("unknown"),
    )
