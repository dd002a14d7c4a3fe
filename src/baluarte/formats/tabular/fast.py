"""The fast path: Polars reads a block, and cheap independent counts say whether to believe it.

Polars takes some broken files without a word (short rows are filled, a quote swallows
lines). So each block is counted again by other means. Any doubt gives None, and the
slow path decides row by row: it is slower, and it is always right.
"""

import polars as pl

from baluarte.formats.tabular.blocks import has_long_line
from baluarte.formats.tabular.dialect import FIELD_CAP, Dialect

_MARK = b"\xef\xbb\xbf"


def read_fast(data: bytes, names: tuple[str, ...], dialect: Dialect, header: bytes) -> pl.DataFrame | None:
    """Return the rows of a block as text, or None where anything about it is in doubt."""
    if _doubtful(data, dialect, header):
        return None
    try:
        table = pl.read_csv(
            data,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            separator=dialect.delimiter,
            infer_schema=False,
            empty_string_is_null=False,
        )
    except pl.exceptions.PolarsError:
        return None
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    if table.height != lines or _hides_something(table, data, dialect):
        return None
    return table


def _doubtful(data: bytes, dialect: Dialect, header: bytes) -> bool:
    """True for what Polars would read in its own way: marks, NUL, remarks, giants, headers again."""
    comment = dialect.comment.encode()
    return (
        not data
        or data.startswith(_MARK)
        or b"\0" in data
        or (b"\n" + header in data or data.startswith(header))
        or (bool(comment) and (data.startswith(comment) or b"\n" + comment in data))
        or has_long_line(data, FIELD_CAP)
    )


def _hides_something(table: pl.DataFrame, data: bytes, dialect: Dialect) -> bool:
    """True when a row may be short, empty, or hold a quote that a strict reader would refuse."""
    quoted = b'"' in data
    if quoted and table.select(pl.any_horizontal(pl.all().str.contains('"', literal=True).any())).item():
        return True
    first, last = table.to_series(0), table.to_series(-1)
    if (first == "").any() and table.select(pl.all_horizontal(pl.all() == "").any()).item():
        return True
    return bool((last == "").any()) and _delimiters_differ(table, data, dialect, quoted=quoted)


def _delimiters_differ(table: pl.DataFrame, data: bytes, dialect: Dialect, *, quoted: bool) -> bool:
    """True unless the block holds exactly the delimiters that full rows need.

    A short row shows as an empty last value, like a full row whose last value is empty;
    only the count tells them apart.
    """
    inside = 0
    if quoted:
        each = table.select(pl.all().str.count_matches(dialect.delimiter, literal=True).cast(pl.Int64).sum())
        inside = int(each.sum_horizontal().item() or 0)
    return data.count(dialect.delimiter.encode()) != table.height * (table.width - 1) + inside
