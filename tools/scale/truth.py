"""Two second opinions: a plain-Python oracle of the match, and arithmetic of its own for who was told what.

Neither uses an index of ours. The oracle asks a dictionary for each length of prefix, as
one would by hand; the arithmetic knows from the generator's plan to whom an address is.
"""

import csv
import ipaddress
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from tools.scale.nation import ORGANISATIONS, SIX, WIDE

from baluarte.core.constituency.asset_file import read_asset_file
from baluarte.core.constituency.lists import ASSET_FILE
from baluarte.core.feeds.columns.addresses import nobody_behind, read_addresses
from baluarte.core.feeds.normalise import ACCOUNT_DOMAIN, NOBODY
from baluarte.core.warning.match import build_index, match
from baluarte.formats.tabular import read_table

ASKED = 100_000
_SEEN = datetime(2026, 3, 4, 12, tzinfo=UTC)
_MAPPED = 0xFFFF << 32
_CLAIMED, _END = 198 << 24 | 18 << 16, 198 << 24 | 19 << 16
_DOCUMENTATION = 0x20010DB8


def oracle_differences(assets: Path, seed: int) -> int:
    """Ask the match and the oracle for 100,000 addresses, at edges and at random, and count where they differ."""
    file = read_asset_file(read_table(assets.name, assets.read_bytes(), ASSET_FILE)[0])
    slugs = ["", *(one.slug for one in file.organisations)]
    asked = list(_addresses(assets, random.Random(seed)))
    found = match(_events(asked), build_index(file.claims)).select("row", "org")
    told: list[set[str]] = [set() for _ in asked]
    for row, org in found.iter_rows():
        told[row] |= {slugs[org]} if org else set()
    oracle = _Oracle(assets)
    return sum(theirs != oracle.owners(text) for theirs, text in zip(told, asked, strict=True))


class _Oracle:
    """The longest prefix that covers an address, by a dictionary for each length."""

    def __init__(self, assets: Path) -> None:
        self._nets: dict[tuple[int, int, int], set[str]] = {}
        for row in _networks(assets):
            net = ipaddress.ip_network(row["value"])
            self._nets.setdefault((net.version, net.prefixlen, int(net.network_address)), set()).add(row["organisation"])
        self._lengths = sorted({key[:2] for key in self._nets}, reverse=True)

    def owners(self, text: str) -> set[str]:
        """Return the slugs of those whose network it is."""
        address = ipaddress.ip_address(text)
        for version, length in self._lengths:
            if version == address.version:
                rest = address.max_prefixlen - length
                owned = self._nets.get((version, length, int(address) >> rest << rest))
                if owned:
                    return owned
        return set()


def _networks(assets: Path) -> Iterator[dict[str, str]]:
    with assets.open(encoding="utf-8", newline="") as sheet:
        yield from (row for row in csv.DictReader(sheet) if row["kind"] == "cidr")


def _addresses(assets: Path, chance: random.Random) -> Iterator[str]:
    """Yield addresses at the edge of a network, just outside it, within it, and anywhere."""
    nets = [ipaddress.ip_network(row["value"]) for row in _networks(assets)]
    for _ in range(ASKED):
        net = chance.choice(nets)
        first, last = int(net[0]), int(net[-1])
        number = chance.choice([first, first - 1, last, last + 1, chance.randint(first, last), chance.getrandbits(net.max_prefixlen)])
        yield str(ipaddress.IPv4Address(number) if net.version == 4 else ipaddress.IPv6Address(number))


def _events(asked: list[str]) -> pl.DataFrame:
    found = read_addresses(pl.Series(asked))
    nothing = {"domain": pl.String, "url": pl.String, "asn": pl.UInt32, "vendor": pl.String, "product": pl.String, "version": pl.String}
    return pl.DataFrame({"row": range(len(asked)), "ip_hi": found["hi"], "ip_lo": found["lo"]}).with_columns(
        **{name: pl.lit(None, kind) for name, kind in nothing.items()},
        **{ACCOUNT_DOMAIN: pl.lit(None, pl.String), NOBODY: nobody_behind(found["hi"], found["lo"])}, seen_at=pl.lit(_SEEN),
    )  # fmt: skip


def wrong_organisations(events: Path) -> int:
    """Count the events that stand under another organisation than the plan of the nation gives their address."""
    wrong = 0
    for path in sorted(events.glob("*.parquet")):
        asked = pl.read_parquet(path, columns=["ip_hi", "ip_lo", "organisation"])
        told = asked.select("organisation", planned=_planned()).cast(pl.String)
        wrong += told.filter(pl.col("organisation").fill_null("") != pl.col("planned")).height
    return wrong


def _planned() -> pl.Expr:
    """The slug that the plan gives: /28, /30 and /32 of IPv4 were numbered in this order, then /48 of IPv6."""
    offset = (pl.col("ip_lo") - _MAPPED - _CLAIMED).cast(pl.Int64)
    wide, narrow, single = (WIDE[length] for length in (28, 30, 32))
    four = pl.when(offset < single).then(wide + narrow + offset).otherwise(wide + offset // 4)
    six = wide + narrow + single + (pl.col("ip_hi") // 2**16 % 2**16).cast(pl.Int64)
    is_four = (pl.col("ip_hi") == 0) & (pl.col("ip_lo") >= _MAPPED + _CLAIMED) & (pl.col("ip_lo") < _MAPPED + _END)
    is_six = (pl.col("ip_hi") // 2**32 == _DOCUMENTATION) & (pl.col("ip_hi") // 2**16 % 2**16 < SIX) & (pl.col("ip_hi") % 2**16 == 0)
    number = pl.when(is_four).then(four).when(is_six).then(six) % ORGANISATIONS
    return pl.when(number.is_not_null()).then(pl.format("org-{}", number.cast(pl.String).str.zfill(4))).otherwise(pl.lit(""))
