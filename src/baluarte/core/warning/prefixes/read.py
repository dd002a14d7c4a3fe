"""Networks in columns: first and last address as two halves each, and the length of the prefix, of 128 bits."""

from functools import cache

import polars as pl

from baluarte.core.feeds.columns.addresses import read_addresses

_LENGTH = r"^(?:0|[1-9][0-9]{0,2})$"
_HALF = 64
_MIXED = 32  # bits of an IPv4 network are counted from the 96 before them


def read_networks(texts: pl.Series) -> pl.DataFrame:
    """Return `hi`, `lo`, `last_hi`, `last_lo`, `prefix_len`; a text that is no network has no length.

    The rules are those of `core.ground.addresses.read_network`: a single address is a
    network of one; host bits, masks and wildcards are refused.
    """
    sides = texts.to_frame("text").select(pl.col("text").str.split_exact("/", 1).struct.rename_fields(["base", "length"])).unnest("text")
    first = read_addresses(sides["base"])
    width = pl.when(pl.col("base").str.contains(":", literal=True)).then(2 * _HALF).otherwise(_MIXED)
    stated = pl.when(pl.col("length").str.contains(_LENGTH)).then(pl.col("length")).cast(pl.Int32)
    bits = pl.when(pl.col("length").is_null() & (pl.col("text").str.count_matches("/", literal=True) == 0)).then(width).otherwise(stated)
    length = bits + 2 * _HALF - width
    table = pl.concat([texts.to_frame("text"), sides, first.select("hi", "lo")], how="horizontal").with_columns(
        prefix_len=pl.when(bits <= width, pl.col("hi").is_not_null(), pl.col("text").str.count_matches("/", literal=True) <= 1).then(length)
    )
    spans = _spans()
    table = table.with_columns(
        spans["hi"].gather(table["prefix_len"]).alias("span_hi"), spans["lo"].gather(table["prefix_len"]).alias("span_lo")
    )
    whole = ((pl.col("hi") & pl.col("span_hi")) == 0) & ((pl.col("lo") & pl.col("span_lo")) == 0)
    return table.select(
        "hi", "lo", last_hi=pl.col("hi") | pl.col("span_hi"), last_lo=pl.col("lo") | pl.col("span_lo"),
        prefix_len=pl.when(whole).then("prefix_len").cast(pl.UInt8),
    )  # fmt: skip


@cache
def _spans() -> pl.DataFrame:
    """The bits behind a prefix of each length, as two halves."""
    spans = [(1 << (2 * _HALF - length)) - 1 for length in range(2 * _HALF + 1)]
    halves = [(span >> _HALF, span & ((1 << _HALF) - 1)) for span in spans]
    return pl.DataFrame(halves, schema={"hi": pl.UInt64, "lo": pl.UInt64}, orient="row")
