"""The feed of the country: the files of a day or of a week, in the layout of the reports, byte for byte repeatable."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from baluarte.testing.country.addressing import Holding, hand_out
from baluarte.testing.country.chance import Chance
from baluarte.testing.country.layouts import Layout, layouts
from baluarte.testing.country.lives import DAILY, FIRST, LAST, LAST_WEEK, Trouble, ordinary, point
from baluarte.testing.country.row import Sighting, as_report, fill
from baluarte.testing.country.source import Country
from baluarte.testing.country.story import Script

_SEEN = 0.93  # share of the days on which a sensor sees a service that is there
_REPEATED = 0.04  # share of rows that come again later the same day
_SPOILT = 0.08  # share of files with one row that cannot be read
_CUSTOMERS = 0.3  # share of the days with a row of some customer of an operator
_SPAN = 4  # weeks that one old file covers: reading a file costs more than its rows


@dataclass(frozen=True)
class FeedFile:
    """One report file and what is known of it beforehand."""

    name: str
    report: str
    day: date
    data: bytes
    rows: int
    duplicates: int
    spoilt: int


@dataclass(frozen=True)
class Feed:
    """Everything the sensors saw of one country."""

    country: Country

    @cached_property
    def held(self) -> Mapping[str, Holding]:
        """What each institution holds of the address space."""
        return hand_out(self.country)

    @cached_property
    def script(self) -> Script:
        """The frozen story, as it is written."""
        return Script(self.country, self.held)

    @cached_property
    def troubles(self) -> Mapping[str, tuple[Trouble, ...]]:
        """All troubles by report type: the story's first, so that the others keep off their places."""
        told = self.script.troubles()
        taken = {point(trouble) for trouble in told}
        result: dict[str, list[Trouble]] = {name: [] for name in layouts()}
        for trouble in (*told, *ordinary(self.country, self.held, taken)):
            result[trouble.layout.name].append(trouble)
        return {name: tuple(some) for name, some in result.items()}

    @cached_property
    def _chance(self) -> Chance:
        return Chance(self.country.seed)

    def file(self, layout: Layout, *days: date) -> FeedFile:
        """Return the file of one report type and some days: rows, some again, and rarely one that is spoilt."""
        fresh = [each for day in days for each in self._seen_on(layout, day)]
        again = [each.later() for each in fresh if self._chance.happens(_REPEATED, "repeat", layout.name, each.at, each.where)]
        rows = [fill(each, self.country) for each in sorted([*fresh, *again], key=lambda each: (each.at, each.where))]
        last = days[-1]
        spoilt = self._chance.happens(_SPOILT, "spoilt", layout.name, last)
        if spoilt:
            rows.insert(len(rows) // 2, _spoil(rows[0], layout, self._chance.number(0, 1, "how", layout.name, last)))
        name = f"{last:%Y-%m-%d}-{layout.name}-anahuac.csv"
        return FeedFile(name, layout.name, last, as_report(layout, rows), len(rows), len(again), int(spoilt))

    def day(self, day: date) -> list[FeedFile]:
        """Return the files of one day; on the last one, the story's own file comes by another way."""
        left_out = {self.script.layout.name} if day == LAST else set()
        return [self.file(layout, day) for layout in layouts().values() if layout.name not in left_out]

    def week(self, monday: date) -> list[FeedFile]:
        """Return the files that came with the week of this Monday: a quarter of the reports, four weeks each.

        A sensor looks once a week, on a day between Thursday and Sunday that is the
        report's own: so absence is seen in each week. With the last week all reports come.
        """
        number = (monday - FIRST).days // 7
        files = []
        for place, layout in enumerate(layouts().values()):
            since = (number - place) % _SPAN or _SPAN  # weeks since this report came last
            if number % _SPAN == place % _SPAN or monday == LAST_WEEK:
                weeks_ago = range(min(since, number + 1) - 1, -1, -1)
                looked = [monday + timedelta(days=3 + place % 4 - 7 * ago) for ago in weeks_ago]
                files += [self.file(layout, *days) for days in [[day for day in looked if day >= layout.ordered]] if days]
        return files

    def _seen_on(self, layout: Layout, day: date) -> list[Sighting]:
        own = [self._sighting(trouble, day) for trouble in self.troubles[layout.name] if self._is_seen(trouble, day)]
        return own + self._strangers(layout, day)

    def _is_seen(self, trouble: Trouble, day: date) -> bool:
        if not trouble.there(day):
            return False
        return day < DAILY or trouble.steady or self._chance.happens(_SEEN, "seen", point(trouble), day)

    def _sighting(self, trouble: Trouble, day: date) -> Sighting:
        seconds = self._chance.number(600, 36_000, "time", trouble.layout.name, point(trouble), day)
        at = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - the feed writes UTC without a zone
        return Sighting(
            trouble.layout, at, trouble.where, trouble.port, trouble.name, trouble.slug, self.held[trouble.slug].asn, trouble.family
        )

    def _strangers(self, layout: Layout, day: date) -> list[Sighting]:
        """Return a row of nobody we serve, which every file has, and now and then one of an operator's customer."""
        at = datetime(day.year, day.month, day.day, 4, 30)  # noqa: DTZ001 - the feed writes UTC without a zone
        number = self._chance.number(1, 29, "stranger", layout.name, day)
        nobody = f"3fff:fff::{number:x}" if layout.six else f"203.0.113.{224 + number}"
        where = f"persona{number}@nadie.example" if layout.of == "account" else nobody
        port = layout.ports[0] if layout.ports else int(layout.values.get("port", 0))
        rows = [Sighting(layout, at, where, port, "", "", 0, layout.families[0] if layout.families else "")]
        customer = self._chance.happens(_CUSTOMERS, "customer", layout.name, day)
        if customer and layout.of == "service" and not layout.six and day < DAILY:
            operator = self.country.operators[number % len(self.country.operators)]
            first = self.held[operator.slug].four.network_address
            # A customer's address of its own each day: none of them ever comes back.
            rows.append(Sighting(layout, at, str(first + 30_000 + (day - FIRST).days), port, "", "", 0, ""))
        return rows


def weeks() -> Iterator[date]:
    """Return the Mondays of the weeks before the daily files."""
    for number in range((LAST_WEEK - FIRST).days // 7 + 1):
        yield FIRST + timedelta(days=7 * number)


def days() -> Iterator[date]:
    """Return the days whose files came one by one."""
    for number in range((LAST - DAILY).days + 1):
        yield DAILY + timedelta(days=number)


def bundle(files: list[FeedFile]) -> bytes:
    """Return files as one zip whose bytes depend on nothing but their content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, (1980, 1, 1, 0, 0, 0)), file.data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _spoil(row: list[str], layout: Layout, how: int) -> list[str]:
    """Return the row as a broken sensor would send it: a time that is none, or a field too few."""
    if how == 0:
        return row[:-1]
    return ["ayer por la tarde" if column == "timestamp" else value for column, value in zip(layout.columns, row, strict=True)]
