"""The lives of troubles: where each one sits, from when to when it can be seen, and whether it came back.

Services are opened and closed by people: some at once, some after months, some never. Infected
machines call out for days. Leaked accounts are seen once. Over the year fewer services open
and they are closed sooner: that is the trend the charts show.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from ipaddress import IPv4Network, IPv6Network

from baluarte.testing.country.addressing import Holding
from baluarte.testing.country.chance import Chance
from baluarte.testing.country.layouts import Layout, layouts
from baluarte.testing.country.source import Country, Institution

FIRST = date(2025, 1, 6)  # Monday of the first week that a sensor looks at
DAILY = date(2026, 2, 24)  # from here on files come each day
LAST_WEEK = date(2026, 2, 16)  # Monday of the last week before
LAST = date(2026, 3, 5)
_DAYS = (LAST - FIRST).days
_TROUBLES = {"S": (5, 2), "M": (12, 5), "L": (32, 14)}  # services, and what calls out or leaks
# What ends a return must end it early enough to be closed again before the story's morning.
_LAST_RETURN = date(2026, 1, 10)
Spell = tuple[date, date]


@dataclass(frozen=True)
class Trouble:
    """One exposure, infection or leak of one institution, with the spells in which it can be seen."""

    slug: str
    layout: Layout
    where: str  # address, or the account
    port: int
    name: str  # host name, as reverse DNS would give it
    spells: tuple[Spell, ...]
    family: str = ""
    steady: bool = False  # seen whenever it is there, though sensors miss others

    def there(self, day: date) -> bool:
        """Is it there to be seen on this day?"""
        return any(first <= day <= last for first, last in self.spells)


@dataclass(frozen=True)
class Place:
    """An institution with what it holds: where a trouble can sit."""

    one: Institution
    held: Holding

    def address(self, number: int, *, six: bool) -> str:
        """Return one of the institution's own addresses; the upper half of a block may be a child's."""
        block: IPv4Network | IPv6Network = self.held.six if six else self.held.four
        room = 64_000 if six else block.num_addresses // 2 - 2
        return str(block.network_address + 1 + number % room)


def ordinary(country: Country, held: Mapping[str, Holding], taken: set[str]) -> Iterator[Trouble]:
    """Return the troubles that no story asks for. `taken` are the points that are spoken for."""
    chance = Chance(country.seed)
    for one in country.institutions:
        place = Place(one, held[one.slug])
        for count, kinds in zip(_TROUBLES[one.size], (("service",), ("infection", "website", "account")), strict=True):
            choices = [layout for layout in layouts().values() if layout.of in kinds for _ in range(layout.weight)]
            for number in range(count):
                layout = chance.pick(choices, "layout", one.slug, *kinds, number)
                trouble = _trouble(place, layout, number, chance)
                if point(trouble) not in taken:
                    taken.add(point(trouble))
                    yield trouble


def point(trouble: Trouble) -> str:
    """Return what no two troubles may share: a service its port, a website its name, a machine its whole address."""
    if trouble.layout.of == "service":
        return f"{trouble.where}:{trouble.port}"
    return trouble.name if trouble.layout.of == "website" else trouble.where


def placed(place: Place, layout: Layout, number: int, spells: tuple[Spell, ...], *, steady: bool = True) -> Trouble:
    """Return a trouble at a stated place of an institution."""
    name = f"equipo-{number}.{place.one.domain}"
    if layout.of == "website":
        name = f"{('citas', 'portal', 'tramites')[number % 3]}.{place.one.domain}"
    where = f"usuario{number:04d}@{place.one.domain}" if layout.of == "account" else place.address(number, six=layout.six)
    if layout.of == "website" and number % 2:
        where = f"203.0.113.{226 + number % 28}"  # hosted elsewhere: the name alone says whose it is
    port = layout.ports[number % len(layout.ports)] if layout.ports else int(layout.values.get("port", 0))
    family = layout.families[number % len(layout.families)] if layout.families else ""
    return Trouble(place.one.slug, layout, where, port, name, spells, family, steady)


def _trouble(place: Place, layout: Layout, number: int, chance: Chance) -> Trouble:
    names = (place.one.slug, layout.name, number)
    where = chance.number(1, 9999, "where", *names)
    spells = _service(layout, chance, *names) if layout.of == "service" else _burst(layout, chance, *names)
    return placed(place, layout, where, tuple(spells), steady=layout.of != "service")


def _service(layout: Layout, chance: Chance, *names: object) -> Iterator[Spell]:
    """Open until somebody acts: three in twenty never, most within months, later ones sooner."""
    start = begin = max(0, (layout.ordered - FIRST).days)
    if begin or not chance.happens(0.3, "old", *names):
        start = min(chance.number(begin, _DAYS, "start", *names), chance.number(begin, _DAYS, "start again", *names))
    low, high = chance.pick(((20, 45), (20, 45), (45, 120), (45, 120), (45, 120), (120, 300), (900, 900)), "kind", *names)
    pace = 1 - 0.4 * start / _DAYS
    first = FIRST + timedelta(days=start)
    last = first + timedelta(days=int(chance.number(low, high, "length", *names) * pace))
    yield first, last
    if chance.happens(0.1, "return", *names):
        back = last + timedelta(days=chance.number(75, 150, "gap", *names))
        end = back + timedelta(days=chance.number(20, 60, "again", *names))
        if end <= _LAST_RETURN:
            yield back, end


def _burst(layout: Layout, chance: Chance, *names: object) -> Iterator[Spell]:
    """Days rather than months; an account is seen on one day only."""
    begin = max(0, (layout.ordered - FIRST).days)
    first = FIRST + timedelta(days=chance.number(begin, _DAYS, "start", *names))
    longest = 0 if layout.of == "account" else 18
    last = _not_on_the_edge(first + timedelta(days=chance.number(0, longest, "length", *names)))
    yield first, max(first, last)
    if longest and chance.happens(0.12, "return", *names):
        back = last + timedelta(days=chance.number(30, 90, "gap", *names))
        end = back + timedelta(days=chance.number(7, 14, "again", *names))
        if end <= _LAST_RETURN:
            yield back, end


def _not_on_the_edge(last: date) -> date:
    """Whatever falls silent on 26 February would close on the story's morning: that is kept for the story."""
    edge = LAST - timedelta(days=7)
    return last - timedelta(days=2) if last == edge else last
