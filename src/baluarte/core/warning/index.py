"""The index of what belongs to whom: built once a run, asked by columns.

Every rule is a forest of nodes. A node is one network, name, URL prefix, ASN or product
and carries claims, each of one organisation from a day to a day. A look-up gives the
most specific node; where none of its claims holds on that day, its parent is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from baluarte.core.constituency.claims import CLAIMS
from baluarte.core.ground.addresses import MAPPED
from baluarte.core.ground.names import read_host, read_url
from baluarte.core.products.names import name_key
from baluarte.core.warning.prefixes.read import read_networks
from baluarte.core.warning.prefixes.sweep import NOWHERE, flatten

_IPV4_END = MAPPED | 0xFFFFFFFF
CLAIM_SCHEMA = pl.Schema({"node": pl.Int32(), "org": pl.UInt32(), "asset": pl.UInt32(), "first": pl.Date(), "last": pl.Date()})


@dataclass
class Forest:
    """Nodes with parents, and the claims that hang on them."""

    parents: list[int] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)  # what `matched_by` says of the node
    claims: list[tuple[int, int, int, object, object]] = field(default_factory=list)  # node, org, asset, first, last

    def node(self, rule: str) -> int:
        """Add a node without a parent and return its number."""
        self.parents.append(NOWHERE)
        self.rules.append(rule)
        return len(self.parents) - 1

    def settle(self) -> "Settled":
        """Return the forest as tables."""
        nodes = pl.DataFrame(
            {"node": range(len(self.parents)), "parent": self.parents, "rule": self.rules, "prefix_len": None},
            schema={"node": pl.Int32(), "parent": pl.Int32(), "rule": pl.String(), "prefix_len": pl.UInt8()},
        )
        claims = pl.DataFrame(self.claims, schema=CLAIM_SCHEMA, orient="row")
        return Settled(nodes, claims)


class Settled:
    """A forest as tables. Nearly every node has one claim without dates: those are looked up, the rest is joined."""

    def __init__(self, nodes: pl.DataFrame, claims: pl.DataFrame) -> None:
        self.nodes, self.claims = nodes, claims
        counted = claims.group_by("node").agg(
            pl.len().alias("claims"), pl.col("first", "last").null_count(), pl.col("org").first(), pl.col("asset").first()
        )
        plain = counted.filter(pl.col("claims") == 1, pl.col("first") == 1, pl.col("last") == 1)
        # By node: its one organisation and asset, 0 where it has to be looked at.
        lone = nodes.select("node", "rule", "prefix_len").join(
            plain.select("node", "org", "asset"), on="node", how="left", maintain_order="left"
        )
        self._lone = lone.select(pl.col("org", "asset").fill_null(0), "rule", "prefix_len")

    def resolve(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Return the owners of rows: asked has `i`, `day`, `node`; the answer follows `OWNED_SCHEMA`.

        Several organisations with an equal claim are several rows; two claims of one
        organisation are one, that of the lower asset number.
        """
        asked = asked.filter(pl.col("node") != NOWHERE)
        if not asked.height:
            return pl.DataFrame(schema=OWNED_SCHEMA)
        lone = pl.concat([asked, self._lone[asked["node"]]], how="horizontal")
        sure = lone.filter(pl.col("org") > 0).select(OWNED_SCHEMA.names())
        if sure.height == asked.height:
            return sure
        return pl.concat([sure, self._climb(lone.filter(pl.col("org") == 0).select("i", "day", "node"))])

    def _climb(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Ask each node for a claim of the day, and where none holds, the node around it."""
        found: list[pl.DataFrame] = []
        while asked.height:
            held = asked.join(self.claims, on="node").filter(
                (pl.col("first").is_null() | (pl.col("first") <= pl.col("day")))
                & (pl.col("last").is_null() | (pl.col("day") <= pl.col("last")))
            )
            found.append(held.sort("asset").unique(["i", "org"], keep="first", maintain_order=True).select("i", "node", "org", "asset"))
            rest = asked if not held.height else asked.join(held, on="i", how="anti")
            asked = (
                rest.join(self.nodes.select("node", "parent"), on="node")
                .select("i", "day", node="parent")
                .filter(pl.col("node") != NOWHERE)
            )
        named = pl.concat(found).join(self.nodes.select("node", "rule", "prefix_len"), on="node", how="left")
        return named.select(OWNED_SCHEMA.names())


OWNED_SCHEMA = pl.Schema({"i": pl.UInt32(), "org": pl.UInt32(), "asset": pl.UInt32(), "rule": pl.String(), "prefix_len": pl.UInt8()})


@dataclass(frozen=True)
class Networks:
    """Nested prefixes flattened to disjoint intervals, gaps included, one table a family."""

    forest: Settled
    four_starts: pl.Series  # UInt32, sorted
    four_nodes: pl.Series  # Int32; NOWHERE in a gap
    six_starts: list[int]
    six_nodes: list[int]


@dataclass(frozen=True)
class Names:
    """Hosts, domains and URL prefixes in one forest: a name falls back to what encloses it."""

    forest: Settled
    domains: dict[str, int]
    hosts: dict[str, int]
    urls: dict[str, list[tuple[str, int]]]  # by host: prefixes, longest first
    depths: dict[int, int]  # of a domain's node: its labels
    ends: frozenset[str]  # last two labels of every name that we know


@dataclass(frozen=True)
class Plain:
    """Nodes found by an exact key: ASN, or product."""

    forest: Settled
    nodes: dict[str, int]


@dataclass(frozen=True)
class Index:
    """All the rules, ready to be asked."""

    networks: Networks
    delegations: Networks
    names: Names
    asns: Plain
    accounts: Names
    products: Plain
    versions: dict[int, str]  # asset number of a product claim: its range of versions


def build_index(claims: pl.DataFrame) -> Index:
    """Build the index from claims (see `CLAIMS`); a value that is none of its kind is a `ValueError`."""
    ordered = claims.select(CLAIMS.names()).sort("asset")
    delegated = (pl.col("origin") == "delegation").fill_null(value=False)
    networks = ordered.filter(pl.col("kind") == "cidr")
    of = {
        str(kind): part.to_dicts()
        for (kind,), part in ordered.filter(~delegated, pl.col("kind") != "cidr").partition_by("kind", as_dict=True).items()
    }
    products, versions = _products(of.get("product", ()))
    return Index(
        _networks(networks.filter(~delegated), "network"),
        _networks(networks.filter(delegated), "delegation"),
        _names(of.get("domain", ()), of.get("host", ()), of.get("url", ()), "domain"),
        _plain(((str(row["value"]), row) for row in of.get("asn", ())), "asn"),
        _names(of.get("account_domain", ()), (), (), "account"),
        products,
        versions,
    )


def _claim(forest: Forest, node: int, row: dict[str, object]) -> None:
    forest.claims.append((node, row["org"], row["asset"], row["first"], row["last"]))  # type: ignore[arg-type]


def _networks(claims: pl.DataFrame, rule: str) -> Networks:
    read = read_networks(claims["value"])
    if read["prefix_len"].null_count():
        raise ValueError(claims["value"].filter(read["prefix_len"].is_null())[0])
    whole = pl.concat([claims.select("org", "asset", "first", "last"), read], how="horizontal")
    # In the order of the sweep: by first address, the wider network before those within it.
    place = ["hi", "lo", "prefix_len"]
    nodes = (
        whole.select(*place, "last_hi", "last_lo")
        .unique(place)
        .sort(place)
        .with_row_index("node")
        .with_columns(pl.col("node").cast(pl.Int32))
    )
    held = whole.join(nodes.select("node", *place), on=place, how="left", maintain_order="left").select(CLAIM_SCHEMA.names())
    four = nodes.filter(pl.col("hi") == 0, pl.col("lo") >= MAPPED, pl.col("last_hi") == 0, pl.col("last_lo") <= _IPV4_END)
    six = nodes.join(four, on="node", how="anti", maintain_order="left")
    four_flat = flatten(four["node"].to_list(), (four["lo"] - MAPPED).to_list(), (four["last_lo"] - MAPPED).to_list(), 0xFFFFFFFF)
    six_flat = flatten(six["node"].to_list(), _whole(six, "hi", "lo"), _whole(six, "last_hi", "last_lo"), (1 << 128) - 1)
    parents = pl.Series([four_flat.parents.get(node, six_flat.parents.get(node, NOWHERE)) for node in range(nodes.height)], dtype=pl.Int32)
    settled = nodes.select("node", parents.alias("parent"), pl.lit(rule).alias("rule"), "prefix_len")
    return Networks(
        Settled(settled, held),
        pl.Series(four_flat.starts, dtype=pl.UInt32), pl.Series(four_flat.nodes, dtype=pl.Int32),
        six_flat.starts, six_flat.nodes,
    )  # fmt: skip


def _whole(table: pl.DataFrame, high: str, low: str) -> list[int]:
    return [(upper << 64) | lower for upper, lower in table.select(high, low).iter_rows()]


def _names(domains: Iterable[dict[str, object]], hosts: Iterable[dict[str, object]], urls: Iterable[dict[str, object]], rule: str) -> Names:
    forest = Forest()
    by_domain: dict[str, int] = {}
    for row in domains:
        name = _host(row["value"])
        node = by_domain.setdefault(name, len(forest.parents))
        if node == len(forest.parents):
            forest.node(rule)
        _claim(forest, node, row)
    barriers = _barriers(domains, by_domain, forest, rule)
    for name, node in by_domain.items():
        if name not in barriers:
            forest.parents[node] = enclosing(name.partition(".")[2], by_domain)
    by_host: dict[str, int] = {}
    for row in hosts:
        name = _host(row["value"])
        if name not in by_host:
            by_host[name] = forest.node("host")
            forest.parents[by_host[name]] = enclosing(name, by_domain)
        _claim(forest, by_host[name], row)
    by_url = _urls(urls, by_host, by_domain, forest)
    ends = frozenset(".".join(name.split(".")[-2:]) for name in (*by_domain, *by_host))
    depths = {node: name.count(".") + 1 for name, node in by_domain.items()}
    return Names(forest.settle(), by_domain, by_host, by_url, depths, ends)


def _barriers(domains: Iterable[dict[str, object]], by_domain: dict[str, int], forest: Forest, rule: str) -> set[str]:
    """Children delegated away end the climb: what is below them is nobody's, or their own owner's."""
    names = {_host(child) for row in domains for child in (row["except_below"] or ())}  # type: ignore[attr-defined]
    for name in names - by_domain.keys():
        by_domain[name] = forest.node(rule)
    return names


def enclosing(name: str, domains: dict[str, int]) -> int:
    """Return the node of the longest domain that is this name or encloses it."""
    while name:
        if (node := domains.get(name)) is not None:
            return node
        name = name.partition(".")[2]
    return NOWHERE


def _urls(
    rows: Iterable[dict[str, object]], hosts: dict[str, int], domains: dict[str, int], forest: Forest
) -> dict[str, list[tuple[str, int]]]:
    prefixes: dict[str, dict[str, int]] = {}
    for row in rows:
        place = read_url(str(row["value"]))
        if place is None:
            raise ValueError(row["value"])
        url, host = place
        known = prefixes.setdefault(host, {})
        if url not in known:
            known[url] = forest.node("url")
        _claim(forest, known[url], row)
    result: dict[str, list[tuple[str, int]]] = {}
    for host, known in prefixes.items():
        ordered = sorted(known.items(), key=lambda item: -len(item[0]))
        for number, (url, node) in enumerate(ordered):
            wider = next((other for prefix, other in ordered[number + 1 :] if below(url, prefix)), None)
            forest.parents[node] = wider if wider is not None else hosts.get(host, enclosing(host, domains))
        result[host] = ordered
    return result


def below(url: str, prefix: str) -> bool:
    """Is this URL the prefix, or below it at a border of the path?"""
    if not url.startswith(prefix):
        return False
    rest = url[len(prefix) :]
    return not rest or prefix.endswith("/") or rest[0] in "/?"


def _plain(keyed: Iterable[tuple[str, dict[str, object]]], rule: str) -> Plain:
    forest, nodes = Forest(), {}
    for key, row in keyed:
        if key not in nodes:
            nodes[key] = forest.node(rule)
        _claim(forest, nodes[key], row)
    return Plain(forest.settle(), nodes)


def _products(rows: Iterable[dict[str, object]]) -> tuple[Plain, dict[int, str]]:
    versions: dict[int, str] = {}
    keyed = []
    for row in rows:
        vendor, product, bounds = (*str(row["value"]).split(":", 2), "")[:3]
        keyed.append((product_key(vendor, product), row))
        versions[row["asset"]] = bounds  # type: ignore[index]
    return _plain(keyed, "product"), versions


def product_key(vendor: str, product: str) -> str:
    """Return vendor and product as they are compared."""
    return name_key(vendor, product)


def _host(value: object) -> str:
    name = read_host(str(value))
    if name is None:
        raise ValueError(value)
    return name
