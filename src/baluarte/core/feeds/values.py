"""Values of a column of text: read once per distinct text, refused by code, never guessed.

Each function takes a series of texts ("" is unknown) and returns what it reads,
null where it is unknown. What was refused is known by comparing: a text that is not
empty and gives null. IPv4, ports and the plain form of a time are read in columns;
everything rarer is read once per distinct text by the parsers of `core.ground`.
"""

from collections.abc import Callable
from datetime import datetime

import polars as pl

from baluarte.core.ground.addresses import NOT_ROUTABLE, halves, reaches_nobody, read_address, show_address
from baluarte.core.ground.moments import read_moment
from baluarte.core.ground.names import read_host

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"^{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}$"
# A leap second and 24:00 do not fit and take the careful way.
_PLAIN_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = rf"^{_LABEL}(?:\.{_LABEL})*$"
MAPPED_LOW = 0xFFFF << 32
MOMENT = pl.Datetime("us", "UTC")


def by_distinct(texts: pl.Series, read: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    """Read each distinct text once: a feed repeats itself, and Python is slow."""
    distinct = texts.unique()
    values = pl.Series([read(text) if text else None for text in distinct.to_list()], dtype=dtype)
    return texts.replace_strict(distinct, values, return_dtype=dtype)


def read_times(texts: pl.Series, *, naive_is_utc: bool) -> tuple[pl.Series, pl.Series]:
    """Return (moments, codes): a code where a text is no moment, null elsewhere."""
    plain = texts.str.contains(_PLAIN_TIME) if naive_is_utc else pl.repeat(value=False, n=len(texts), eager=True)
    moments = texts.set(~plain, None).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False).dt.replace_time_zone("UTC")
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


def read_addresses(texts: pl.Series) -> pl.DataFrame:
    """Return `hi`, `lo` (two halves of 128 bits) and `text`, null where it is no address.

    `text` is what the row key takes: IPv4 as four octets, IPv6 as 32 hexadecimal digits.
    """
    four = texts.str.contains(_IPV4)
    plain = texts if four.all() else texts.set(~four, None)
    octets = [pl.col("octets").list.get(place, null_on_oob=True) for place in range(4)]
    low = ((octets[0] * 256 + octets[1]) * 256 + octets[2]) * 256 + octets[3]
    table = (
        plain.str.split(".").cast(pl.List(pl.UInt32)).to_frame("octets")
        .select(hi=pl.when(octets[0].is_not_null()).then(pl.lit(0, pl.UInt64)), lo=low.cast(pl.UInt64) + pl.lit(MAPPED_LOW, pl.UInt64))
        .with_columns(plain.alias("text"))
    )  # fmt: skip
    where = (~four & (texts != "")).arg_true()
    return _careful_addresses(table, texts, where) if len(where) else table


def _careful_addresses(table: pl.DataFrame, texts: pl.Series, where: pl.Series) -> pl.DataFrame:
    asked = texts.gather(where).to_list()
    known = {text: _careful_address(text) for text in set(asked)}
    columns = zip(*(known[text] for text in asked), strict=True)
    found = [pl.Series(column, dtype=kind) for column, kind in zip(columns, (pl.UInt64, pl.UInt64, pl.String), strict=True)]
    return table.with_columns(table[name].scatter(where, values) for name, values in zip(("hi", "lo", "text"), found, strict=True))


def _careful_address(text: str) -> tuple[int | None, int | None, str | None]:
    number = read_address(text)
    return (None, None, None) if number is None else (*halves(number), key_text(number))


def key_text(number: int) -> str:
    """Return an address as the row key takes it: in one form, however the feed spelled it."""
    return show_address(*halves(number)) if number >> 32 == 0xFFFF else f"{number:032x}"


def read_numbers(texts: pl.Series, most: int, dtype: pl.DataType) -> pl.Series:
    """Return whole numbers from 0 to `most`, written in ASCII digits alone."""
    digits = texts.str.contains(r"^[0-9]{1,10}$")
    numbers = texts.set(~digits, None).cast(pl.Int64)
    return numbers.set(numbers > most, None).cast(dtype)


def read_hosts(texts: pl.Series) -> pl.Series:
    """Return host names in their one form; an address or a pattern is no name."""
    lower = texts.str.to_lowercase()
    plain = lower.str.contains(_HOST) & ~lower.str.contains(r"^[0-9.]+$") & (lower.str.len_bytes() <= 253)
    hosts = lower.set(~plain, None)
    odd = hosts.is_null() & (texts != "")
    if not odd.any():
        return hosts
    where = odd.arg_true()
    return hosts.scatter(where, by_distinct(texts.gather(where), read_host, pl.String()))


_FIRST_OCTETS = sorted({octet for net in NOT_ROUTABLE if net.version == 4 for octet in range(int(net[0]) >> 24, (int(net[-1]) >> 24) + 1)})


def nobody_behind(high: pl.Series, low: pl.Series) -> pl.Series:
    """Say for each address whether it reaches nobody (private, multicast, reserved); false where there is none."""
    table = pl.DataFrame({"hi": high, "lo": low}).with_columns(octet=pl.col("lo") // 2**24)
    mapped = (pl.col("hi") == 0) & (pl.col("lo") // 2**32 == 0xFFFF)
    # The first octet clears nearly every address: only the rest is compared with the ranges.
    doubtful = table.select(
        pl.when(mapped).then((pl.col("octet") - MAPPED_LOW // 2**24).is_in(_FIRST_OCTETS)).otherwise(pl.col("hi").is_not_null())
    ).to_series().fill_null(value=False)  # fmt: skip
    answer = pl.repeat(value=False, n=len(high), eager=True, dtype=pl.Boolean)
    where = doubtful.arg_true()
    if not len(where):
        return answer
    pairs = table.select("hi", "lo")[where]
    distinct = pairs.unique()
    reserved = [reaches_nobody((upper << 64) | lower) for upper, lower in distinct.iter_rows()]
    found = pairs.join(distinct.with_columns(no=pl.Series(reserved, dtype=pl.Boolean)), on=["hi", "lo"], how="left", maintain_order="left")
    return answer.scatter(where, found["no"])
