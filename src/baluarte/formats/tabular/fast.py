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
from baluarte.formats.tabular.marks import Marks


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
    marks = Marks(data, header.dialect.delimiter)
    if table.height != marks.line_ends or _hides_something(table, data, header, marks):
        return None
    return table


def _doubtful(data: bytes, header: Header) -> bool:
    """True for what Polars would read in its own way: marks, NUL, lone CR, remarks, giants."""
    comment = header.dialect.comment.encode()
    return (
        not data
        or data.startswith(MARK)
        or b"\0" in data
        or (b"\r" in data and data.count(b"\r") != data.count(b"\r\n"))
        or (bool(comment) and (data.startswith(comment) or b"\n" + comment in data))
        or has_long_line(data, FIELD_CAP)
    )


def _hides_something(table: pl.DataFrame, data: bytes, header: Header, marks: Marks) -> bool:
    """True when a row may be short, empty, the header again, or hold a quote that a strict reader would refuse."""
    all_quoted = _all_quoted(table, data, marks)
    if marks.quotes and not all_quoted and _odd_quotes(data, header.dialect.delimiter):
        return True
    first, last = table.to_series(0), table.to_series(-1)
    if _header_again(table, header):
        return True
    if (first == "").any() and table.select(pl.all_horizontal(pl.all() == "").any()).item():
        return True
    return not all_quoted and bool((last == "").any()) and _delimiters_differ(table, marks, header.dialect.delimiter)


def _header_again(table: pl.DataFrame, header: Header) -> bool:
    """True where a row says what the header says, quoted or not, with blanks around its names or without."""
    stated = header.stated
    alike = table.filter(table.to_series(0).str.contains(stated[0], literal=True))
    if not alike.height:
        return False
    same = [pl.col(column).str.strip_chars() == name for column, name in zip(table.columns, stated, strict=True)]
    return bool(alike.select(pl.all_horizontal(same).any()).item())


def _all_quoted(table: pl.DataFrame, data: bytes, marks: Marks) -> bool:
    """True where every value of every row stands in quotes and none holds one, by two counts alone.

    Each delimiter then stands between two quotes, and the rest begin and end lines: a first
    value that only ends in a quote would show it. Polars refuses a row that is too long, so
    with the right sum none is too short either.
    """
    height, width = table.height, table.width
    return (
        marks.quotes == 2 * width * height
        and marks.quoted_delimiters == (width - 1) * height
        and data.startswith(b'"')
        and not table.to_series(0).str.contains('"', literal=True).any()
    )


def _odd_quotes(data: bytes, delimiter: str) -> bool:
    """True unless every line is a record by the strict rules: a value stands in quotes whole, or holds none.

    Polars also takes `"1"1"1"` and `""a"b"`, and leaves their quotes out without a word.
    """
    mark = re.escape(delimiter)
    value = f'(?:"(?:[^"]|"")*"|[^"{mark}\r]*)'
    lines = pl.Series(data.decode().removesuffix("\n").split("\n"), dtype=pl.String)
    return not lines.str.contains(f"^{value}(?:{mark}{value})*\r?$").all()


def _delimiters_differ(table: pl.DataFrame, marks: Marks, delimiter: str) -> bool:
    """True unless the block holds exactly the delimiters that full rows need.

    A short row shows as an empty last value, like a full row whose last value is empty;
    only the count tells them apart.
    """
    inside = 0
    if marks.quotes:
        each = table.select(pl.all().str.count_matches(delimiter, literal=True).cast(pl.Int64).sum())
        inside = int(each.sum_horizontal().item() or 0)
    return marks.delimiters != table.height * (table.width - 1) + inside
