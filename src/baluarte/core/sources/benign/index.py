"""Which lists hold which values: one index over all lists, asked for a whole column at once.

Five kinds of lists, as MISP writes them. A string is looked up. A host name is looked up
with every name above it. An address is looked up under every length of network that any
list has. Parts of texts are found in one pass over the text, patterns by an engine that
takes linear time whatever the pattern is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from baluarte.core.ground.addresses import halves, read_address, read_network

ListKind = Literal["string", "hostname", "cidr", "substring", "regex"]
_SCRIPT = re.compile(r"/(.*)/([gimsuy]*)", re.DOTALL)
_LISTED = pl.Schema({"value": pl.String(), "list": pl.String()})
_NETWORKS = pl.Schema({"hi": pl.UInt64(), "lo": pl.UInt64(), "length": pl.UInt8(), "list": pl.String()})
_ALL = (1 << 64) - 1
_MOST_LABELS = 127  # of a host name


@dataclass(frozen=True)
class BenignList:
    """One list: its short name, how its entries are meant, and what they are about."""

    name: str
    kind: ListKind
    entries: Sequence[str]
    about: frozenset[str] = field(default_factory=frozenset)  # MISP attribute types; none is any


@dataclass(frozen=True)
class BenignIndex:
    """All lists as tables; `look` joins a column with them."""

    strings: pl.DataFrame
    names: pl.DataFrame
    below: pl.DataFrame  # names whose subdomains alone are meant
    networks: pl.DataFrame
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    patterns: tuple[tuple[str, str], ...]
    unread: tuple[str, ...] = ()  # patterns that no linear engine can run

    def look(self, values: pl.Series) -> pl.DataFrame:
        """Return `value` and `list` for every list that holds a value, each pair once, in order."""
        asked = pl.DataFrame({"value": values.drop_nulls().unique()}, schema={"value": pl.String()})
        hosts = asked.with_columns(host=_hosts(asked["value"]))
        found = [
            asked.join(self.strings, on="value"),
            self._by_name(hosts),
            self._by_network(asked),
            *self._by_part(asked),
            *(asked.filter(pl.col("value").str.contains(pattern)).with_columns(list=pl.lit(name)) for name, pattern in self.patterns),
        ]
        return pl.concat([one.select(_LISTED.names()).cast(_LISTED) for one in found]).unique().sort("value", "list")

    def _by_name(self, hosts: pl.DataFrame) -> pl.DataFrame:
        labels = pl.col("host").str.split(".")
        steps = hosts.with_columns(labels=labels).with_columns(
            place=pl.int_ranges(pl.min_horizontal(pl.col("labels").list.len(), _MOST_LABELS))
        )
        above = steps.explode("place").select("value", "place", name=pl.col("labels").list.slice(pl.col("place")).list.join("."))
        whole = above.join(self.names, on="name")
        return pl.concat(
            [whole.select("value", "list"), above.filter(pl.col("place") > 0).join(self.below, on="name").select("value", "list")]
        )

    def _by_network(self, asked: pl.DataFrame) -> pl.DataFrame:
        numbers = [None if (number := read_address(text)) is None else halves(number) for text in asked["value"].to_list()]
        halved = asked.with_columns(
            hi=pl.Series([one[0] if one else None for one in numbers], dtype=pl.UInt64),
            lo=pl.Series([one[1] if one else None for one in numbers], dtype=pl.UInt64),
        ).drop_nulls("hi")
        found = [pl.DataFrame(schema=_LISTED)]
        for length in self.networks["length"].unique().to_list():
            high, low = _mask(length)
            cut = halved.select("value", hi=pl.col("hi") & pl.lit(high, pl.UInt64), lo=pl.col("lo") & pl.lit(low, pl.UInt64))
            found.append(cut.join(self.networks.filter(pl.col("length") == length), on=["hi", "lo"]).select("value", "list"))
        return pl.concat(found)

    def _by_part(self, asked: pl.DataFrame) -> Iterable[pl.DataFrame]:
        for name, parts in self.parts:
            held = asked.filter(pl.col("value").str.contains_any(list(parts)))
            yield held.with_columns(list=pl.lit(name)).select("value", "list")


def build(lists: Iterable[BenignList]) -> BenignIndex:
    """Return the index of some lists.

    >>> lists = [BenignList("own", "cidr", ["192.0.2.0/24"]), BenignList("big", "hostname", ["example.org"])]
    >>> build(lists).look(pl.Series(["192.0.2.7", "www.example.org", "203.0.113.1"])).rows()
    [('192.0.2.7', 'own'), ('www.example.org', 'big')]
    """
    strings, names, below, networks, parts, patterns, unread = [], [], [], [], [], [], []
    for one in lists:
        match one.kind:
            case "string":
                strings.append(_listed("value", one.entries, one.name))
            case "hostname":
                entries = pl.Series(one.entries, dtype=pl.String)
                names.append(_listed("name", entries.filter(~entries.str.starts_with(".")), one.name))
                below.append(_listed("name", entries.filter(entries.str.starts_with(".")).str.strip_chars_start("."), one.name))
            case "cidr":
                networks.append(_networks(one))
                strings.append(_listed("value", [entry for entry in one.entries if read_network(_whole(entry)) is None], one.name))
            case "substring":
                parts.append((one.name, tuple(entry for entry in one.entries if entry)))
            case "regex":
                read = [(one.name, pattern) for entry in one.entries if (pattern := _pattern(entry))]
                patterns += read
                unread += [entry for entry in one.entries if not _pattern(entry)]
    return BenignIndex(
        _joined(strings, "value"), _joined(names, "name"), _joined(below, "name"),
        pl.concat(networks).unique() if networks else pl.DataFrame(schema=_NETWORKS), tuple(parts), tuple(patterns), tuple(unread),
    )  # fmt: skip


def _hosts(values: pl.Series) -> pl.Series:
    """Return the host of each link, and the value itself where it is none."""
    host = values.str.extract(r"(?i)^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)", 1)
    return pl.select(pl.when(host.is_not_null() & (host != "")).then(host.str.to_lowercase()).otherwise(values)).to_series()


def _listed(column: str, entries: Sequence[str] | pl.Series, name: str) -> pl.DataFrame:
    values = entries if isinstance(entries, pl.Series) else pl.Series(list(entries), dtype=pl.String)
    return pl.DataFrame({column: values}, schema={column: pl.String()}).with_columns(list=pl.lit(name))


def _joined(tables: list[pl.DataFrame], column: str) -> pl.DataFrame:
    return pl.concat(tables).unique() if tables else pl.DataFrame(schema={column: pl.String(), "list": pl.String()})


def _networks(one: BenignList) -> pl.DataFrame:
    read = [found for entry in one.entries if (found := read_network(_whole(entry)))]
    return pl.DataFrame([(*halves(first), length, one.name) for first, _, length in read], schema=_NETWORKS, orient="row")


def _whole(entry: str) -> str:
    """A single address is a network of its own."""
    if "/" in entry:
        return entry
    return f"{entry}/128" if ":" in entry else f"{entry}/32"


def _mask(length: int) -> tuple[int, int]:
    """Return the two halves of a mask of so many of 128 bits."""
    high = _ALL ^ ((1 << max(0, 64 - length)) - 1) if length < 64 else _ALL
    low = _ALL ^ ((1 << (128 - length)) - 1) if length > 64 else 0
    return high, low


def _pattern(entry: str) -> str:
    """Return a pattern for an engine of linear time; empty where it asks for what such an engine cannot do."""
    found = _SCRIPT.fullmatch(entry)
    body, flags = (found[1], found[2]) if found else (entry, "")
    pattern = f"(?i){body}" if "i" in flags else body
    # An escape that is none, such as \@, is a letter in the language these were written in.
    pattern = re.sub(r"\\([^\w\s\\.^$|?*+()\[\]{}/-])", r"\1", pattern).replace("\\/", "/")
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.ComputeError:
        return ""
    return pattern
