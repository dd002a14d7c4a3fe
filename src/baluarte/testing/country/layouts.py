"""The layouts of the feed files: report types with their columns in order, and what our rows say in them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from baluarte.testing.country.plain import read_plain

Trouble = Literal["service", "infection", "website", "account"]


@dataclass(frozen=True)
class Layout:
    """One report type: its columns, and what is constant in its rows."""

    name: str
    of: Trouble
    weight: int
    severity: str
    columns: tuple[str, ...]
    values: Mapping[str, str]
    ports: tuple[int, ...] = ()
    protocol: str = ""
    tag: str = ""
    families: tuple[str, ...] = ()
    six: bool = False
    ordered: date = date.min  # the day from which the team has had it


@cache
def layouts() -> Mapping[str, Layout]:
    """Return every report type of the country's feed, by name."""
    text = files("baluarte.testing.country").joinpath("reports.yaml").read_text("utf-8")
    plain = read_plain(text)
    return {
        name: Layout(
            name=name,
            of=row["of"],
            weight=int(row["weight"]),
            severity=row["severity"],
            columns=tuple(_spread(row["columns"], plain["sets"])),
            values=row["values"],
            ports=tuple(int(port) for port in row.get("ports", ())),
            protocol=row.get("protocol", ""),
            tag=row.get("tag", ""),
            families=tuple(row.get("families", ())),
            six=row.get("family") == "6",
            ordered=date.fromisoformat(row["ordered"]) if "ordered" in row else date.min,
        )
        for name, row in plain["reports"].items()
    }


def _spread(names: Iterable[str], sets: Mapping[str, list[str]]) -> Iterator[str]:
    for name in names:
        if name in sets:
            yield from _spread(sets[name], sets)
        else:
            yield name
