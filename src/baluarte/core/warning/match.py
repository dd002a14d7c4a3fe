"""Whose is it? The most specific claim that held on the day of the sighting.

Rules, in order: longest network; URL prefix, host, longest domain; ASN; account domain;
product; and where nothing of these covers an address, the national delegation. Equal
claims of two organisations both count: one event, one row an owner.
"""

from bisect import bisect_right

import polars as pl

from baluarte.core.constituency.values import RESERVED_ASNS
from baluarte.core.feeds.columns.addresses import MAPPED_LOW
from baluarte.core.feeds.normalise import ACCOUNT_DOMAIN, NOBODY, url_places
from baluarte.core.feeds.schema import EVENT_SCHEMA
from baluarte.core.ground.addresses import halves, read_address
from baluarte.core.warning.index import OWNED_SCHEMA, Index, Names, Networks, Plain, below, build_index, enclosing, product_key
from baluarte.core.warning.prefixes.sweep import NOWHERE
from baluarte.core.warning.versions import in_range

__all__ = ["build_index", "match"]


def match(events: pl.DataFrame, index: Index) -> pl.DataFrame:
    """Add `org`, `asset`, `matched_by`, `prefix_len`; an event of two owners becomes two rows, in order."""
    asked = _questions(events)
    asked = asked.filter(~pl.col(NOBODY))  # kept as data; nobody is ever told
    open_still = pl.repeat(value=True, n=events.height, eager=True, dtype=pl.Boolean)
    found: list[pl.DataFrame] = []
    for rule in (_by_network, _by_name, _by_asn, _by_account, _by_product, _by_delegation):
        if not asked.height:
            break
        owned = rule(asked, index)
        if owned.height:
            found.append(owned)
            open_still = open_still.scatter(owned["i"], values=False)
            asked = asked.filter(open_still.gather(asked["i"]))
    owners = pl.concat(found) if found else pl.DataFrame(schema=OWNED_SCHEMA)
    return _with_owners(events.drop(ACCOUNT_DOMAIN, NOBODY), owners)


def _with_owners(events: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Put the owners beside the events; only an event of several owners needs a join."""
    kind = EVENT_SCHEMA["matched_by"]
    if owners["i"].n_unique() < owners.height:
        joined = events.with_row_index("i").join(owners.sort("i", "org"), on="i", how="left", maintain_order="left_right")
        return joined.with_columns(pl.col("org", "asset").fill_null(0), matched_by=pl.col("rule").cast(kind)).drop("i", "rule")
    place = owners["i"]
    nobody = pl.repeat(0, events.height, dtype=pl.UInt32, eager=True)
    nothing = pl.DataFrame(schema={"rule": pl.String, "prefix_len": pl.UInt8}).clear(events.height)
    return events.with_columns(
        nobody.scatter(place, owners["org"]).alias("org"),
        nobody.scatter(place, owners["asset"]).alias("asset"),
        nothing["rule"].scatter(place, owners["rule"]).cast(kind).alias("matched_by"),
        nothing["prefix_len"].scatter(place, owners["prefix_len"]).alias("prefix_len"),
    )


def _questions(events: pl.DataFrame) -> pl.DataFrame:
    """The few columns that rules ask, with the day and the row's place."""
    asked = events.select(
        "ip_hi", "ip_lo", "domain", "url", "asn", "vendor", "product", "version", ACCOUNT_DOMAIN, NOBODY, day=pl.col("seen_at").dt.date()
    )
    if events["url"].null_count() == events.height:
        return asked.with_columns(url_host=pl.lit(None, pl.String)).with_row_index("i")
    places = url_places(events["url"])
    return _address_of_url(asked.with_columns(url=places["url"], url_host=places["url_host"]).with_row_index("i"))


def _address_of_url(asked: pl.DataFrame) -> pl.DataFrame:
    """A URL that names an address and no host is about that address."""
    only_url = asked.filter(pl.col("ip_hi").is_null() & pl.col("url_host").str.contains(r"^[0-9.]+$|:"))
    if not only_url.height:
        return asked
    numbers = [read_address(host) for host in only_url["url_host"].to_list()]
    pairs = [(None, None) if number is None else halves(number) for number in numbers]
    where = only_url["i"]
    return asked.with_columns(
        ip_hi=asked["ip_hi"].scatter(where, pl.Series([high for high, _ in pairs], dtype=pl.UInt64)),
        ip_lo=asked["ip_lo"].scatter(where, pl.Series([low for _, low in pairs], dtype=pl.UInt64)),
    )


def _by_network(asked: pl.DataFrame, index: Index) -> pl.DataFrame:
    return _in_networks(asked, index.networks)


def _by_delegation(asked: pl.DataFrame, index: Index) -> pl.DataFrame:
    return _in_networks(asked, index.delegations)


def _in_networks(asked: pl.DataFrame, networks: Networks) -> pl.DataFrame:
    mapped = (pl.col("ip_hi") == 0) & (pl.col("ip_lo") >= MAPPED_LOW) & (pl.col("ip_lo") < MAPPED_LOW + 2**32)
    asked = asked.select("i", "day", "ip_hi", "ip_lo").filter(pl.col("ip_hi").is_not_null()).with_columns(four=mapped)
    four = asked.filter("four")
    low = (four["ip_lo"] - MAPPED_LOW).cast(pl.UInt32)
    # Each table begins at the lowest address, so the place before is never before the first.
    place = networks.four_starts.search_sorted(low, side="right") - 1
    nodes = [four.select("i", "day", node=networks.four_nodes.gather(place))] if four.height else []
    six = asked.filter(~pl.col("four"))
    if six.height:
        distinct = six.select("ip_hi", "ip_lo").unique()
        places = [bisect_right(networks.six_starts, (high << 64) | lower) - 1 for high, lower in distinct.iter_rows()]
        distinct = distinct.with_columns(node=pl.Series([networks.six_nodes[place] for place in places], dtype=pl.Int32))
        nodes.append(six.join(distinct, on=["ip_hi", "ip_lo"]).select("i", "day", "node"))
    return networks.forest.resolve(pl.concat(nodes)) if nodes else pl.DataFrame(schema=OWNED_SCHEMA)


def _by_name(asked: pl.DataFrame, index: Index) -> pl.DataFrame:
    """URL prefix, then host, then the longest domain, of the host name or of the URL's host."""
    names = index.names
    if not names.domains and not names.hosts and not names.urls:
        return pl.DataFrame(schema=OWNED_SCHEMA)
    rest = asked.select("i", "day", "domain", "url", "url_host")
    found = []
    if names.urls:
        known = rest.filter(pl.col("url_host").is_in(list(names.urls)))
        nodes = [_url_node(url, host, names) for url, host in known.select("url", "url_host").iter_rows()]
        found.append(names.forest.resolve(known.select("i", "day", node=pl.Series(nodes, dtype=pl.Int32))))
        rest = rest.join(found[-1], on="i", how="anti")
    places = _name_nodes(pl.concat([rest["domain"], rest["url_host"]]), names)
    if not places.height:
        return pl.concat([pl.DataFrame(schema=OWNED_SCHEMA), *found])
    ranked = _ranked(rest, places)
    found.append(names.forest.resolve(ranked.select("i", "day", node="better")))
    ranked = ranked.join(found[-1], on="i", how="anti")
    return pl.concat([*found, names.forest.resolve(ranked.select("i", "day", node="other"))])


def _url_node(url: str, host: str, names: Names) -> int:
    """The longest prefix that holds; its parents are shorter prefixes, then the name itself."""
    return next((node for prefix, node in names.urls[host] if below(url, prefix)), NOWHERE)


def _ranked(rest: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Add the nodes of the two names of a row, the more specific one first."""
    both = rest.select("i", "day", "domain", "url_host")
    for column in ("domain", "url_host"):
        renamed = places.rename({"node": f"{column}_node", "rank": f"{column}_rank"})
        both = both.join(renamed, left_on=column, right_on="name", how="left", maintain_order="left")
    swap = pl.col("url_host_rank").fill_null(-1) > pl.col("domain_rank").fill_null(-1)
    first, second = pl.col("domain_node").fill_null(NOWHERE), pl.col("url_host_node").fill_null(NOWHERE)
    return both.select("i", "day", better=pl.when(swap).then(second).otherwise(first), other=pl.when(swap).then(first).otherwise(second))


def _name_nodes(texts: pl.Series, names: Names) -> pl.DataFrame:
    """Return `name`, `node`, `rank` of those distinct names that something of ours encloses."""
    # Two labels decide for nearly every name of the world that it is nobody's of ours:
    # only the rest is walked in Python, once per distinct name.
    ours = texts.filter(texts.str.extract(r"([^.]+\.[^.]+)$").is_in(list(names.ends)).fill_null(value=False)).unique()
    rows = []
    for name in ours.to_list():
        node, rank = names.hosts.get(name, NOWHERE), 1_000
        if node == NOWHERE:
            node = enclosing(name, names.domains)
            rank = names.depths.get(node, 0)
        if node != NOWHERE:
            rows.append((name, node, rank))
    return pl.DataFrame(rows, schema={"name": pl.String, "node": pl.Int32, "rank": pl.Int32}, orient="row")


def _by_asn(asked: pl.DataFrame, index: Index) -> pl.DataFrame:
    reserved = pl.any_horizontal(pl.col("asn").is_between(first, last) for first, last in RESERVED_ASNS)
    numbered = asked.filter(~reserved)
    return _by_key(numbered, pl.col("asn").cast(pl.String), index.asns)


def _by_account(asked: pl.DataFrame, index: Index) -> pl.DataFrame:
    names = index.accounts
    if not names.domains:
        return pl.DataFrame(schema=OWNED_SCHEMA)
    nodes = _name_nodes(asked[ACCOUNT_DOMAIN], names)
    held = asked.select("i", "day", name=ACCOUNT_DOMAIN).join(nodes, on="name").select("i", "day", "node")
    return names.forest.resolve(held)


def _by_product(asked: pl.DataFrame, index: Index) -> pl.DataFrame:
    """A row that names no place is about everybody who runs the product."""
    if not index.products.nodes:
        return pl.DataFrame(schema=OWNED_SCHEMA)
    nowhere = pl.all_horizontal(pl.col("ip_hi", "domain", "url", ACCOUNT_DOMAIN).is_null())
    rows = asked.filter(nowhere & pl.col("product").is_not_null())
    keys = [product_key(vendor or "", product) for vendor, product in rows.select("vendor", "product").iter_rows()]
    owned = _by_key(rows.with_columns(key=pl.Series(keys, dtype=pl.String)), pl.col("key"), index.products)
    if not owned.height:
        return owned
    versions = dict(rows.select("i", "version").iter_rows())
    held = [in_range(versions[i], index.versions[asset]) for i, asset in owned.select("i", "asset").iter_rows()]
    return owned.filter(pl.Series(held, dtype=pl.Boolean))


def _by_key(rows: pl.DataFrame, key: pl.Expr, plain: Plain) -> pl.DataFrame:
    nodes = pl.DataFrame({"key": list(plain.nodes), "node": list(plain.nodes.values())}, schema={"key": pl.String, "node": pl.Int32})
    return plain.forest.resolve(rows.select("i", "day", key=key).join(nodes, on="key").select("i", "day", "node"))
