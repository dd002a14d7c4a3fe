"""Values of a column of text: read once per distinct text, refused by code, never guessed.

Each function takes a series of texts ("" is unknown) and returns what it reads,
null where it is unknown. What was refused is known by comparing: a text that is not
empty and gives null. Ports and the plain forms of a time and a name are read in columns;
everything rarer is read once per distinct text by the parsers of `core.ground`.
"""

from collections.abc import Callable
from datetime import datetime

import polars as pl

from baluarte.core.ground.moments import read_moment
from baluarte.core.ground.names import read_host

# A leap second and 24:00 do not fit and take the careful way.
_PLAIN_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = rf"^{_LABEL}(?:\.{_LABEL})*$"
_CVE = r"CVE-[0-9]{4}-[0-9]{4,19}"
MOMENT = pl.Datetime("us", "UTC")


def by_distinct(texts: pl.Series, read: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    """Read each distinct text once: a feed repeats itself, and Python is slow."""
    distinct = texts.unique()
    values = pl.Series([read(text) if text else None for text in distinct.to_list()], dtype=dtype)
    return texts.replace_strict(distinct, values, return_dtype=dtype)


def read_times(texts: pl.Series, *, naive_is_utc: bool) -> tuple[pl.Series, pl.Series]:
    """Return (moments, codes): a code where a text is no moment, null elsewhere."""
    plain = texts.str.contains(_PLAIN_TIME) if naive_is_utc else pl.repeat(value=False, n=len(texts), eager=True)
    simple = texts if plain.all() else texts.set(~plain, None)
    # A cache of what was read costs more than reading: the moments of a day differ.
    moments = simple.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False, cache=False).dt.replace_time_zone("UTC")
    odd = moments.is_null()
    if not odd.any():
        return moments, pl.Series([None], dtype=pl.String).new_from_index(0, len(texts))

    def careful(text: str) -> dict[str, object]:
        found = read_moment(text, naive_is_utc=naive_is_utc) if text else "time.missing"
        return {"at": found, "code": None} if isinstance(found, datetime) else {"at": None, "code": found}

    rest = texts.filter(odd)
    distinct = rest.unique()
    read = pl.DataFrame([careful(text) for text in distinct.to_list()], schema={"at": MOMENT, "code": pl.String}).with_columns(
        text=distinct
    )
    found = pl.DataFrame({"text": rest}).join(read, on="text", how="left", maintain_order="left")
    where = odd.arg_true()
    codes = pl.Series([None], dtype=pl.String).new_from_index(0, len(texts)).scatter(where, found["code"])
    return moments.scatter(where, found["at"]), codes


def read_numbers(texts: pl.Series, most: int, dtype: pl.DataType) -> pl.Series:
    """Return whole numbers from 0 to `most`, written in ASCII digits alone."""
    digits = texts.str.contains(r"^[0-9]{1,10}$")
    numbers = (texts if digits.all() else texts.set(~digits, None)).cast(pl.Int64)
    return numbers.set(numbers > most, None).cast(dtype)


def read_hosts(texts: pl.Series) -> pl.Series:
    """Return host names in their one form; an address or a pattern is no name."""
    lower, named = texts, texts.str.contains(_HOST)
    if not named.all():
        lower = texts.str.to_lowercase()
        named = lower.str.contains(_HOST)
    plain = named & lower.str.contains(r"[a-z_-]") & (lower.str.len_bytes() <= 253)
    if plain.all():
        return lower
    hosts = lower.set(~plain, None)
    odd = hosts.is_null() & (texts != "")
    if not odd.any():
        return hosts
    where = odd.arg_true()
    return hosts.scatter(where, by_distinct(texts.gather(where), read_host, pl.String()))


def read_flaws(texts: pl.Series) -> pl.Series:
    """Return the CVE identifiers that each text names: upper case, sorted, each once; an empty list where it names none."""
    return texts.fill_null("").str.to_uppercase().str.extract_all(_CVE).list.unique().list.sort()
