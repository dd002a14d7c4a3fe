"""Sightings become findings: one problem on one point of one organisation, however often seen.

Identity is (organisation, point, RSIT type, identifier). Times, severity and reports are
sightings under it. Collapsing is the same in any order and in any cut: two overlapping
files give the same findings whichever comes first.
"""

from collections.abc import Iterable

import polars as pl

from baluarte.core.feeds.columns.addresses import show_six
from baluarte.core.feeds.normalise import ADDRESS, WORDS
from baluarte.core.feeds.report import Point
from baluarte.core.feeds.schema import EVENT_SCHEMA

IDENTITY = ("org", "point", "type", "identifier")
FOUND_SCHEMA = pl.Schema(
    {
        "org": pl.UInt32(),
        "point": pl.String(),
        "type": pl.String(),
        "identifier": pl.String(),
        "severity": EVENT_SCHEMA["severity"],
        "first_seen": EVENT_SCHEMA["seen_at"],
        "last_seen": EVENT_SCHEMA["seen_at"],
        "sightings": pl.UInt32(),
        "asset": pl.UInt32(),
        "matched_by": pl.String(),
        "reports": pl.List(pl.String()),
        "cves": pl.List(pl.String()),
        "tags": pl.List(pl.String()),
        "vendor": pl.String(),
        "product": pl.String(),
        "version": pl.String(),
        "tlp": EVENT_SCHEMA["tlp"],
        "reliability": EVENT_SCHEMA["reliability"],
        "credibility": EVENT_SCHEMA["credibility"],
    }
)
# What the latest sighting decides; ties go to the greatest text, so that order never does.
_LATEST = ("asset", "matched_by", "vendor", "product", "version")
_NAMED = ("vendor", "product", "version")
_LISTS = ("reports", "cves", "tags")
_CODES = ("tlp", "reliability", "credibility")  # the strictest label and the worst doubt win
PLACES = ("#ip_hi", "#ip_lo", "#port", "#transport", "#domain", "#url", "#account", "#product")
MOST_TAGS = 64  # of one finding; a sensor that invents tags does not grow it without end


# What a finding is made of; the rest of an event is not carried along.
SEEN_SCHEMA = pl.Schema(
    {name: EVENT_SCHEMA[name] for name in (
        "report", "org", "asset", "matched_by", "type", "identifier", "severity", "seen_at", "ip_hi", "ip_lo", "port", "transport",
        "domain", "url", "account", "vendor", "product", "version", "cves", "tags", "tlp", "reliability", "credibility",
    )} | {"new": pl.Boolean(), WORDS: pl.String(), ADDRESS: pl.String()}
)  # fmt: skip


def sightings(events: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that findings are made of (`SEEN_SCHEMA`), of the events that are somebody's."""
    return events.select(SEEN_SCHEMA.names()).filter(pl.col("org") > 0)


def collapse(events: pl.DataFrame, point: Point) -> pl.DataFrame:
    """Return the findings that matched events show (`FOUND_SCHEMA`), in no order.

    Events carry `new`: a repeated row widens when a finding was seen, and counts no sighting.
    """
    ours = sightings(events)
    if not ours.height:
        return pl.DataFrame(schema=FOUND_SCHEMA)
    table = ours.with_columns(**_place(point))
    place = [name for name in PLACES if table[name].null_count() < table.height]
    stated = [name for name in (*_NAMED, WORDS) if table[name].null_count() < table.height]
    # An asset has one kind, so it decides `matched_by`; words decide flaws and tags. What a
    # slice leaves empty is no key: 1 M rows collapse in half the time without them.
    grouped = table.group_by("org", "type", "identifier", *place, "asset", *stated).agg(
        pl.col("severity").min(),
        pl.col("matched_by", "cves", "tags", ADDRESS).first(),
        first_seen=pl.col("seen_at").min(),
        last_seen=pl.col("seen_at").max(),
        sightings=pl.col("new").sum().cast(pl.UInt32),
        **{name: pl.col(name).max() for name in _CODES},
    )
    missing = [pl.lit(None, pl.String).alias(name) for name in (*_NAMED, *PLACES) if name not in grouped.columns]
    return _gather(_pointed(_with_tags(grouped).with_columns(missing), ours["report"][0]))


def merge_found(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Merge findings of several collapses into one row an identity, in its order; that of the tables does not matter."""
    return gather_found(tables).sort(IDENTITY)


def gather_found(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Merge findings as `merge_found` does, in no order: for what will be merged again."""
    return _gather(pl.concat([pl.DataFrame(schema=FOUND_SCHEMA), *tables]))


def _gather(rows: pl.DataFrame) -> pl.DataFrame:
    """Make one row an identity, in no order. Most identities have one already, and are let through."""
    # A hash only sorts out those that surely stand alone; what may repeat is compared in full.
    repeated = rows.select(pl.struct(IDENTITY).hash()).to_series().is_duplicated()
    if not repeated.any():
        return rows
    same = _merge_same(rows.filter(repeated))
    again = same.select(IDENTITY).is_duplicated()
    united = _unite(same.filter(again)) if again.any() else same.clear()
    return pl.concat([rows.filter(~repeated), same.filter(~again), united])


def _merge_same(rows: pl.DataFrame) -> pl.DataFrame:
    """Merge what names the same reports, flaws and tags: nearly all that repeats."""
    joined = [pl.col(name).list.join("\x1f").alias(f"#{name}") for name in _LISTS]
    latest = _latest_last(rows.with_columns(joined))
    grouped = latest.group_by(*IDENTITY, *(f"#{name}" for name in _LISTS))
    return grouped.agg(*_widest(), *(pl.col(name).last() for name in (*_LATEST, *_LISTS))).select(FOUND_SCHEMA.names())


def _unite(rows: pl.DataFrame) -> pl.DataFrame:
    """Make one row an identity, its lists united."""
    latest = _latest_last(rows)
    merged = latest.group_by(*IDENTITY).agg(
        *_widest(),
        *(pl.col(name).last() for name in _LATEST),
        *(pl.col(name).explode().unique().drop_nulls().sort() for name in _LISTS),
    )
    return merged.with_columns(pl.col("tags").list.head(MOST_TAGS)).select(FOUND_SCHEMA.names())


def _latest_last(rows: pl.DataFrame) -> pl.DataFrame:
    """Sort so that the last row of a group decides; ties go to the greatest text."""
    return rows.sort("last_seen", *(pl.col(name).fill_null("" if name != "asset" else 0) for name in _LATEST))


def _widest() -> list[pl.Expr]:
    """How several sightings are one: the worst, the first, the last, all of them."""
    return [
        pl.col("severity").min(), pl.col("first_seen").min(), pl.col("last_seen").max(), pl.col("sightings").sum(),
        *(pl.col(name).max() for name in _CODES),
    ]  # fmt: skip


def _with_tags(groups: pl.DataFrame) -> pl.DataFrame:
    """Sort the tags of each group, each once. Words decide tags, so each distinct text is sorted once."""
    tags = pl.col("tags").fill_null([]).list.unique().list.sort().list.head(MOST_TAGS)
    if WORDS not in groups.columns:
        return groups.with_columns(tags=tags)
    words = groups.select(WORDS, "tags").unique(WORDS).with_columns(tags=tags)
    return groups.drop("tags").join(words, on=WORDS, how="left", nulls_equal=True, maintain_order="left")


def _pointed(groups: pl.DataFrame, report: str) -> pl.DataFrame:
    """Give each group its point as text and the columns of `FOUND_SCHEMA`."""
    whole = groups.with_columns(point=_point_text(groups), reports=pl.lit([report], pl.List(pl.String())))
    return whole.select(pl.col(name).cast(kind) for name, kind in FOUND_SCHEMA.items())


def _place(point: Point) -> dict[str, pl.Expr]:
    """The columns that say where: those of the report's point, else the next best that the row has."""
    address, named = pl.col("ip_hi").is_not_null(), pl.col("domain").is_not_null()
    linked, held = pl.col("url").is_not_null(), pl.col("account").is_not_null()
    never, always = pl.lit(value=False), pl.lit(value=True)
    first: dict[Point, pl.Expr] = {
        "service": address, "machine": address, "host": named, "account": held, "url": linked, "product": never,
    }  # fmt: skip
    stated = first[point]
    by = {"service": "address", "machine": "address", "host": "host", "account": "account", "url": "url", "product": "product"}[point]
    is_account = (stated if by == "account" else never) | (~stated & ~address & ~named & ~linked & held)
    is_address = (stated if by == "address" else never) | (~stated & address)
    is_host = (stated if by == "host" else never) | (~stated & ~address & named)
    is_url = (stated if by == "url" else never) | (~stated & ~address & ~named & linked)
    is_port = (is_address | is_host) if point == "service" else never
    is_product = (always if point == "product" else never) | ~(is_account | is_address | is_host | is_url)
    return {
        "#ip_hi": pl.when(is_address).then("ip_hi"), "#ip_lo": pl.when(is_address).then("ip_lo"),
        "#port": pl.when(is_port).then("port"), "#transport": pl.when(is_port).then(pl.col("transport").cast(pl.String)),
        "#domain": pl.when(is_host).then("domain"), "#url": pl.when(is_url).then("url"),
        "#account": pl.when(is_account).then("account"),
        "#product": pl.when(is_product).then(pl.concat_str(pl.col("vendor").fill_null(""), pl.col("product").fill_null(""), separator=" ").str.strip_chars()),
    }  # fmt: skip


def _point_text(rows: pl.DataFrame) -> pl.Series:
    """Write each point as people read it: `192.0.2.14:443/tcp`, `[2001:db8::1]:443/tcp`, a name, a pseudonym."""
    address = _addresses(rows)
    base = pl.coalesce(pl.lit(address), "#domain", "#url", "#account", "#product", pl.lit(""))
    port = pl.when(pl.col("#port").is_not_null()).then(pl.format(":{}", "#port")).otherwise(pl.lit(""))
    transport = pl.when(pl.col("#transport").is_not_null()).then(pl.format("/{}", "#transport")).otherwise(pl.lit(""))
    return rows.select(point=pl.concat_str(base, port, transport)).to_series()


def _addresses(rows: pl.DataFrame) -> pl.Series:
    """The address of each row that sits on one. IPv4 was read as text already; IPv6 is written in its short form."""
    text = rows.select(pl.when(pl.col("#ip_hi").is_not_null()).then(ADDRESS)).to_series().cast(pl.String)
    six = (text.is_not_null() & ~text.str.contains(".", literal=True)).arg_true()
    if not len(six):
        return text
    asked = rows.select(pl.col("#ip_hi", "#ip_lo").cast(pl.UInt64), port=pl.col("#port").is_not_null())[six]
    shown = asked.select(text=show_six(asked["#ip_hi"], asked["#ip_lo"]), port="port")
    return text.scatter(six, shown.select(pl.when("port").then(pl.format("[{}]", "text")).otherwise("text")).to_series())
