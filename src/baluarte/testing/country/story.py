"""The frozen story: Thursday 5 March 2026, 09:00 in the capital, and the numbers that must come out.

On 4 March a flaw in an edge device becomes exploited. The next morning a partner hands over
53 lines: 41 institutions are exposed, four of which nobody can reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from baluarte.testing.country.addressing import Holding
from baluarte.testing.country.chance import Chance
from baluarte.testing.country.layouts import Layout, layouts
from baluarte.testing.country.lives import LAST, Place, Trouble, placed
from baluarte.testing.country.row import Sighting, as_report, fill
from baluarte.testing.country.source import Country

NOW = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)  # 09:00 in the capital (UTC-6)
EXPOSED, UNREACHABLE = 41, 4
WITH_TWO = 5  # of the exposed run two devices
AGAIN, SPOILT = 5, 2
FIXED, CAME_BACK = 12, 3
HOSPITAL = "an-hospital-obsidiana"  # reports its incident at 02:40; it was warned 18 hours before
FLAW_DAY = date(2026, 3, 4)
_EDGE_PORT = 10443
_FIXED_BY = ("compromised_iot", "event4_sinkhole", "event4_sinkhole_http", "compromised_website")
_LEAKED = (
    "an-inst-012",
    "an-health",
    "an-uni-obsidiana",
    "an-vob",
    "an-banco-obsidiana",
    "an-cap",
    "an-inst-013",
    "an-tec-copal",
    "an-interior",
)
_BACK = (("an-inst-018", "scan_rdp"), ("an-uni-cobre", "scan_vnc"), ("an-agua-capital", "scan_telnet"))


@dataclass(frozen=True)
class Script:
    """The story as it is written: what happens on the last days, in a country with its address space handed out."""

    country: Country
    held: Mapping[str, Holding]

    @property
    def layout(self) -> Layout:
        """The report in which the flaw is seen: web services with a known hole, under the flaw's own tag."""
        plain = layouts()["scan_http_vulnerable"]
        edge = self.country.edge
        values = {**plain.values, "server": edge["product"], "version": "7.2.4", "detail": edge["vendor"]}
        return replace(plain, tag=f"{edge['cve'].lower()};porton-vpn", ports=(_EDGE_PORT,), values=values)

    @cached_property
    def exposed(self) -> tuple[str, ...]:
        """The 41 institutions that run the device, in the order of their names; the unreachable four among them."""
        chance = Chance(self.country.seed)
        lost = self.unreachable
        spared = {HOSPITAL, "an-csirt", *lost}
        others = sorted(
            (each.slug for each in self.country.institutions if each.slug not in spared), key=lambda slug: chance.bits("edge", slug)
        )
        return tuple(sorted({*others[: EXPOSED - len(lost)], *lost}))

    @property
    def unreachable(self) -> frozenset[str]:
        """The institutions without a contact that works."""
        how = self.country.contacts
        return how["none"] | how["retired"] | how["bounced"]

    def runs_edge(self, slug: str) -> bool:
        """Has this institution told us that it runs the device? Every second of the exposed has, if we can reach it."""
        return slug in self.exposed[::2] and slug not in self.unreachable

    def handed_over(self) -> bytes:
        """Return the file of 53 lines: 46 rows, 5 of them again, 2 that cannot be read."""
        doubled = [slug for slug in self.exposed if slug not in self.unreachable][:WITH_TWO]
        devices = sorted([(slug, 1) for slug in self.exposed] + [(slug, 2) for slug in doubled])
        seen = [self._device(slug, number, place) for place, (slug, number) in enumerate(devices)]
        rows = [fill(each, self.country) for each in seen]
        again = [fill(each.later(), self.country) for each in seen[3 : 3 + AGAIN]]
        address, time = self.layout.columns.index("ip"), self.layout.columns.index("timestamp")
        wrong_address = [*rows[7][:address], "198.18.300.4", *rows[7][address + 1 :]]
        wrong_time = [*rows[21][:time], "2026-13-05 04:00:00", *rows[21][time + 1 :]]
        return as_report(self.layout, [*rows[:20], wrong_address, *rows[20:], *again, wrong_time])

    @property
    def points(self) -> frozenset[str]:
        """Where the story's own troubles sit: nobody else's life may touch them."""
        return frozenset(trouble.where for trouble in self.troubles())

    def troubles(self) -> list[Trouble]:
        """Return what the daily feed must hold for the story: twelve fall silent in time, three return, a hospital, some leaks."""
        return [*self._fixed(), *self._returned(), self._warned(), *self._leaked()]

    def _fixed(self) -> list[Trouble]:
        """Seven days of silence close them on the last morning, and not before."""
        slugs = sorted(each.slug for each in self.country.institutions if each.size == "M")[:FIXED]
        spell = (LAST - timedelta(days=14), LAST - timedelta(days=7))
        return [placed(self._place(slug), layouts()[_FIXED_BY[n % 4]], 90 + n, (spell,)) for n, slug in enumerate(slugs)]

    def _returned(self) -> list[Trouble]:
        spells = ((date(2025, 5, 12), date(2025, 10, 19)), (LAST, LAST))
        return [placed(self._place(slug), layouts()[name], 70, spells) for slug, name in _BACK]

    def _warned(self) -> Trouble:
        return placed(self._place(HOSPITAL), layouts()["event4_sinkhole"], 40, ((FLAW_DAY, LAST),))

    def _leaked(self) -> list[Trouble]:
        """Accounts from a stealer's log of these days; the tutorial's institutions are among them."""
        account = layouts()["compromised_account"]
        days = [LAST - timedelta(days=place % 3) for place in range(len(_LEAKED))]
        return [placed(self._place(slug), account, 310 + n, ((day, day),)) for n, (slug, day) in enumerate(zip(_LEAKED, days, strict=True))]

    def _device(self, slug: str, number: int, place: int) -> Sighting:
        at = datetime(2026, 3, 5, 2, 40) + timedelta(minutes=place)  # noqa: DTZ001 - the feed writes UTC without a zone
        where = self._place(slug).address(number, six=False)
        return Sighting(self.layout, at, where, _EDGE_PORT, f"vpn.{self.country.institution(slug).domain}", slug, self.held[slug].asn, "")

    def _place(self, slug: str) -> Place:
        return Place(self.country.institution(slug), self.held[slug])
