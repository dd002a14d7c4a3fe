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
from baluarte.formats.tabular.record import Faulty, split_record

_PAIR = re.compile(rb'""')
_FEW = 0.1  # share of rows that are worth a second look; with more of them the slow path is as fast


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
    if quoted and not all_quoted and _odd_quotes(table, data, header):
        return True
    first, last = table.to_series(0), table.to_series(-1)
    if (first == "").any() and table.select(pl.all_horizontal(pl.all() == "").any()).item():
        return True
    return not all_quoted and bool((last == "").any()) and _delimiters_differ(table, data, header.dialect.delimiter, quoted=quoted)


def _all_quoted(table: pl.DataFrame, data: bytes, delimiter: str) -> bool:
    """True where every value of every row stands in quotes and none holds one, by two counts alone.

    Each delimiter then stands between two quotes, and the rest begin and end lines. Polars
    refuses a row that is too long, so with the right sum none is too short either. Each
    further count of 330 MB would cost as much as a quarter of reading them.
    """
    height, width = table.height, table.width
    between = b'"' + delimiter.encode() + b'"'
    return data.startswith(b'"') and data.count(b'"') == 2 * width * height and data.count(between) == (width - 1) * height


def _odd_quotes(table: pl.DataFrame, data: bytes, header: Header) -> bool:
    """True unless every row whose values hold a quote reads the same by the strict rules.

    In all other rows a quote opens or closes a value; two of them side by side are an
    empty value, so a delimiter or the line end comes next. Polars also takes `""a"b"`, and
    leaves its quotes out.
    """
    holding = table.select(pl.any_horizontal(pl.all().str.contains('"', literal=True))).to_series().arg_true()
    if len(holding) > table.height * _FEW:
        return True
    delimiter = header.dialect.delimiter.encode()
    lines = data.split(b"\n") if len(holding) else []
    loose = _loose_pairs(data, delimiter)
    for number, values in zip(holding, table[holding].iter_rows(), strict=True):
        loose -= _loose_pairs(lines[number] + b"\n", delimiter)
        try:
            strict = split_record(lines[number].decode().removesuffix("\r"), header.dialect.delimiter)
        except Faulty:
            return True
        if tuple(strict) != values:
            return True
    return loose != 0


def _loose_pairs(data: bytes, delimiter: bytes) -> int:
    """Return how many pairs of quotes are followed by neither a delimiter nor a line end."""
    if not _PAIR.search(data):  # twice as fast as `in`, whose search is made for longer words
        return 0
    ends = (b'""' + delimiter, b'""\n', b'""\r\n')
    return data.count(b'""') - sum(data.count(end) for end in ends)


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
