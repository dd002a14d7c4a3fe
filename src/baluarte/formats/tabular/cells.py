"""How a value is written into a cell, and how a spreadsheet is kept from running it.

A text that a spreadsheet would take for a formula gets a leading apostrophe; reading it
back takes the apostrophe away again. A text that already began like a guarded one gets
one more, so that the way out and back gives the same text for every text.
"""

import re
from datetime import date, datetime

import polars as pl

from baluarte.core.ground.moments import iso
from baluarte.core.ground.shape import Column

JOIN = ";"  # lists in CSV and XLSX; tags and CVE identifiers never hold one

# Blanks and zero-width characters that a spreadsheet or a reader would not see.
_UNSEEN = "\u0020\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_STARTS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_DANGEROUS = re.compile(f"'*[{_UNSEEN}]*[{_STARTS}]")
_DANGEROUS_RUST = f"^'*[{_UNSEEN}]*[{_STARTS}]"


def guard(text: str) -> str:
    """Return the text as a cell that no spreadsheet runs.

    >>> guard("=1+1"), guard("plain"), guard("'=1+1")
    ("'=1+1", 'plain', "''=1+1")
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Take back what `guard` added.

    >>> unguard("'=1+1"), unguard("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def guarded(column: str) -> pl.Expr:
    """Do the same to a whole column."""
    text = pl.col(column)
    return pl.when(text.str.contains(_DANGEROUS_RUST)).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(column)


def as_text(column: Column, dtype: pl.DataType) -> pl.Expr:
    """Return a column as the text that CSV holds: ISO times, `yes` and `no`, joined lists, empty for unknown."""
    value = pl.col(column.name)
    if isinstance(dtype, pl.List):
        text = value.cast(pl.List(pl.String)).list.join(JOIN)
    elif isinstance(dtype, pl.Datetime):
        text = _moment_text(value, dtype)
    elif dtype == pl.Boolean:
        text = pl.when(value).then(pl.lit("yes")).when(~value).then(pl.lit("no"))
    else:
        text = value.cast(pl.String)
    return text.fill_null("").alias(column.name)


def plain(value: object) -> object:
    """Return a value as JSON writes it: times and days as ISO text."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, pl.Series):
        return value.to_list()
    return value


def _moment_text(value: pl.Expr, dtype: pl.Datetime) -> pl.Expr:
    utc = value.dt.convert_time_zone("UTC") if dtype.time_zone else value
    whole = utc.dt.strftime("%Y-%m-%dT%H:%M:%S")
    exact = utc.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f")
    return pl.when(utc.dt.microsecond() == 0).then(whole).otherwise(exact) + pl.lit("Z")
