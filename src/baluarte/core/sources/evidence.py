"""Whether a delivery is evidence: only a whole one may say that something is no longer there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import polars as pl

from baluarte.core.feeds.accounting import Accounting
from baluarte.core.feeds.reading import Reading, Slice
from baluarte.core.feeds.report import Report
from baluarte.core.sources.source import MOST_FOREIGN, STOPPING_QUARANTINE

COMPARED = 7  # deliveries before this one
_ENOUGH = 50  # rows, usually: fewer vary by chance
_THIN = 10  # per cent of the usual


def doubts(counts: Accounting, usual: Sequence[int], most_quarantined: int) -> tuple[str, ...]:
    """Return the codes of why a delivery that was read to its end is no evidence of absence.

    Too many of its rows could not be read, or it has less than a tenth of the rows that the
    deliveries before it had: what is missing in it may be there all the same.

    >>> doubts(Accounting(read=100, accepted=90, quarantined=10), [], 2), doubts(Accounting(read=9, accepted=9), [100, 90, 120], 2)
    (('feed.quarantine',), ('feed.thin',))
    """
    found = []
    if counts.quarantined * 100 > counts.read * most_quarantined:
        found.append("feed.quarantine")
    rows = counts.read - counts.quarantined
    if usual and median(usual) >= _ENOUGH and rows * 100 < median(usual) * _THIN:
        found.append("feed.thin")
    return tuple(found)


def stops(counts: Accounting) -> bool:
    """True where so many rows were set aside that the source must stop until a person has looked."""
    return counts.quarantined * 100 > counts.read * STOPPING_QUARANTINE


@dataclass
class Census:
    """Counts whose rows a delivery brings, while it is read; without expected countries nothing is counted."""

    expected: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    def watch(self, reading: Reading) -> Iterator[Slice]:
        """Hand on the slices of a reading, and count the countries that stand beside the party concerned."""
        for part in reading.slices:
            column = country_column(reading.report, part.table.columns) if self.expected else ""
            if column:
                counted = part.table.group_by(pl.col(column).str.strip_chars().str.to_uppercase().alias("country")).len()
                for country, rows in counted.iter_rows():
                    if country:
                        self.counts[country] = self.counts.get(country, 0) + rows
            yield part

    @property
    def is_foreign(self) -> bool:
        """True where more than a twentieth of the rows that name a country name another one."""
        return is_foreign(self.counts, self.expected)


def country_column(report: Report, columns: Sequence[str]) -> str:
    """Return the column that names the country of the party concerned; empty where none does.

    >>> from baluarte.core.ground.text import Text
    >>> of_target = Report("f", "r", "ddos", "x", "info", "machine", {"address": ("dst_ip",)}, Text("", ""))
    >>> country_column(of_target, ["src_geo", "dst_geo"])
    'dst_geo'
    """
    party = next((name for name in report.roles.get("address", ()) if name.endswith("ip")), "ip")
    beside = f"{party.removesuffix('ip')}geo"
    return next((name for name in (beside, "geo", "country", "cc", "source.geolocation.cc") if name in columns), "")


def is_foreign(counts: Mapping[str, int], countries: Sequence[str]) -> bool:
    """True where more than a twentieth of the rows that name a country name another one.

    >>> is_foreign({"MX": 95, "US": 5}, ["MX"]), is_foreign({"MX": 94, "US": 6}, ["MX"]), is_foreign({"US": 9}, [])
    (False, True, False)
    """
    every = sum(counts.values())
    foreign = every - sum(counts.get(one, 0) for one in countries)
    return bool(countries) and foreign * 100 > every * MOST_FOREIGN
