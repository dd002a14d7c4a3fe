"""Rows set aside: each with its place, its own bytes, the reason, and the reader that refused it."""

import polars as pl

from baluarte.store.feeds.models import QuarantineRow
from baluarte.store.ground.bulk import load

MOST_BYTES = 1 << 16  # of one row; the rest stands in the raw store at its byte range
_NUL = "\0"


def keep(delivery: int, part: int, rejects: pl.DataFrame, parser: str) -> None:
    """Write the rejects of one file of a delivery, in its transaction."""
    text = {name: pl.col(name).fill_null("").str.replace_all(_NUL, "�", literal=True) for name in ("column", "value", "code")}
    table = rejects.select(
        delivery_id=pl.lit(delivery, pl.Int64),
        part=pl.lit(part, pl.Int64),
        row=pl.col("row").cast(pl.Int64),
        line=pl.col("line").cast(pl.Int64),
        byte_from=pl.col("byte_from").cast(pl.Int64),
        byte_to=pl.col("byte_to").cast(pl.Int64),
        column=text["column"].str.slice(0, 200),
        value=text["value"].str.slice(0, MOST_BYTES),
        code=text["code"].str.slice(0, 64),
        raw=pl.col("raw").fill_null(b"").bin.slice(0, MOST_BYTES),
        shown=_shown(rejects["raw"]),
        parser=pl.lit(parser),
        status=pl.lit("new"),
    )
    load("feeds_quarantinerow", table)


def count(delivery: int) -> int:
    """Return how many rows of a delivery are set aside."""
    return QuarantineRow.objects.filter(delivery_id=delivery).count()


def show_bytes(raw: bytes) -> str:
    r"""Return bytes as a text that shows what was no text.

    >>> show_bytes(b"caf\xe9")
    'caf\\xe9'
    """
    return raw.decode("utf-8", "backslashreplace").replace(_NUL, "�")


def _shown(raw: pl.Series) -> pl.Series:
    """Return the bytes of each row as a text that can be searched."""
    return pl.Series([show_bytes((one or b"")[:MOST_BYTES]) for one in raw], dtype=pl.String)
