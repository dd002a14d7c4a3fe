"""The fast path: Polars reads a block, and cheap independent counts say whether to believe it.

Polars takes some broken files without a word (short rows are filled, a quote swallows
lines). So each block is counted again by other means. Any doubt gives None, and the
slow path decides row by row: it is slower, and it is always right.
"""

import re

import polars as pl

from baluarte.formats.tabular.blocks import has_long_line
from baluarte.formats.tabular.dialect import FIELD_CAP
from baluarte.formats.tabular.header import MARK, Header


def read_fast(data: bytes, header: Header) -> pl.DataFrame | None:
    """Return the rows of a block as text, or None where anything about it is in doubt."""
    if _doubtful(data, header):
        return None
    if not data.endswith(b"\n"):
        data += b"\n"  # without it Polars overlooks an extra empty value in the last row
    try:
        table = pl.read_csv(
            data,
            has_header=False,
            schema=dict.fromkeys(header.names, pl.String),
            separator=header.dialect.delimiter,
            infer_schema=False,
            empty_string_is_null=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if table.height != data.count(b"\n") or _hides_something(table, data, header):
        return None
    return table


def _doubtful(data: bytes, header: Header) -> bool:
    """True for what Polars would read in its own way: marks, NUL, lone CR, remarks, giants, headers again."""
    comment = header.dialect.comment.encode()
    return (
        not data
        or data.startswith(MARK)
        or b"\0" in data
        or (b"\r" in data and data.count(b"\r") != data.count(b"\r\n"))
        or (b"\n" + header.line in data or data.startswith(header.line))
        or (bool(comment) and (data.startswith(comment) or b"\n" + comment in data))
        or has_long_line(data, FIELD_CAP)
    )


def _hides_something(table: pl.DataFrame, data: bytes, header: Header) -> bool:
    """True when a row may be short, empty, or hold a quote that a strict reader would refuse."""
    quoted = b'"' in data
    all_quoted = quoted and _all_quoted(table, data, header.dialect.delimiter)
    if quoted and not all_quoted and _odd_quotes(data, header.dialect.delimiter):
        return True
    first, last = table.to_series(0), table.to_series(-1)
    if (first == "").any() and table.select(pl.all_horizontal(pl.all() == "").any()).item():
        return True
    return not all_quoted and bool((last == "").any()) and _delimiters_differ(table, data, header.dialect.delimiter, quoted=quoted)


def _all_quoted(table: pl.DataFrame, data: bytes, delimiter: str) -> bool:
    """True where every value of every row stands in quotes and none holds one, by two counts alone.

    Each delimiter then stands between two quotes, and the rest begin and end lines: a first
    value that only ends in a quote would show it. Polars refuses a row that is too long, so with the right sum none is too short either. Each
    further count of 330 MB would cost as much as a quarter of reading them.
    """
    height, width = table.height, table.width
    between = b'"' + delimiter.encode() + b'"'
    begun = data.startswith(b'"') and not table.to_series(0).str.contains('"', literal=True).any()
    return begun and data.count(b'"') == 2 * width * height and data.count(between) == (width - 1) * height


def _odd_quotes(data: bytes, delimiter: str) -> bool:
    """True unless every line is a record by the strict rules: a value stands in quotes whole, or holds none.

    Polars also takes `"1"1"1"` and `""a"b"`, and leaves their quotes out without a word.
    """
    mark = re.escape(delimiter)
    value = f'(?:"(?:[^"]|"")*"|[^"{mark}\r]*)'
    lines = pl.Series(data.decode().removesuffix("\n").split("\n"), dtype=pl.String)
    return not lines.str.contains(f"^{value}(?:{mark}{value})*\r?$").all()


def _delimiters_differ(table: pl.DataFrame, data: bytes, delimiter: str, *, quoted: bool) -> bool:
    """True unless the block holds exactly the delimiters that full rows need.

    A short row shows as an empty last value, like a full row whose last value is empty;
    only the count tells them apart.
    """
    inside = 0
    if quoted:
        each = table.select(pl.all().str.count_matches(delimiter, literal=True).cast(pl.Int64).sum())
        inside = int(each.sum_horizontal().item() or 0)
    return data.count(delimiter.encode()) != table.height * (table.width - 1) + inside
