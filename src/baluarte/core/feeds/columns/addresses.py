"""Columns of addresses: read by a strict grammar, judged by ranges, written in the short form."""

from functools import cache

import polars as pl

from baluarte.core.ground.addresses import NOT_ROUTABLE, halves, read_address, show_address

MAPPED_LOW = 0xFFFF << 32
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"^{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}$"
_GROUPS = r"[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,7}"
_IPV6 = rf"^(?:{_GROUPS}|(?:{_GROUPS})?::(?:{_GROUPS})?)$"
_WIDTH = 8  # groups of an address
READ_SCHEMA = pl.Schema({"hi": pl.UInt64(), "lo": pl.UInt64(), "text": pl.String()})


def read_addresses(texts: pl.Series) -> pl.DataFrame:
    """Return `hi`, `lo` (two halves of 128 bits) and `text`, null where it is no address.

    `text` is what the row key takes: IPv4 as four octets, IPv6 as 32 hexadecimal digits.
    """
    four = texts.str.contains(_IPV4)
    if four.all():
        return _read_four(texts)
    table = _read_four(texts.set(~four, None))
    where = (~four & (texts != "")).arg_true()
    return _scattered(table, where, _read_others(texts.gather(where))) if len(where) else table


def _read_four(texts: pl.Series) -> pl.DataFrame:
    octets = [pl.col("octets").list.get(place, null_on_oob=True) for place in range(4)]
    low = ((octets[0] * 256 + octets[1]) * 256 + octets[2]) * 256 + octets[3]
    return (
        texts.str.split(".").cast(pl.List(pl.UInt32)).to_frame("octets")
        .select(low=low).select(hi=pl.when(pl.col("low").is_not_null()).then(pl.lit(0, pl.UInt64)), lo=pl.col("low").cast(pl.UInt64) + MAPPED_LOW)
        .with_columns(texts.alias("text"))
    )  # fmt: skip


def _read_others(texts: pl.Series) -> pl.DataFrame:
    """Read what is not plain IPv4: IPv6 in columns, the rarest forms once per distinct text."""
    table = _read_six(texts)
    odd = pl.col("hi").is_null() | ((pl.col("hi") == 0) & (pl.col("lo") // 2**32 == 0xFFFF))
    where = table.select(odd.arg_true()).to_series()
    if not len(where):
        return table
    asked = texts.gather(where).to_list()
    known = {text: _careful_address(text) for text in set(asked)}
    return _scattered(table, where, pl.DataFrame([known[text] for text in asked], schema=READ_SCHEMA, orient="row"))


def _read_six(texts: pl.Series) -> pl.DataFrame:
    """Read IPv6 as groups, with one gap or none; null where it is anything else."""
    zeros = pl.Series([None, *(":".join("0" * count) for count in range(1, _WIDTH + 1))], dtype=pl.String)
    sides = texts.set(~texts.str.contains(_IPV6), None).to_frame("text").with_columns(
        pl.col("text").str.split_exact("::", 1).struct.rename_fields(["head", "tail"]).alias("sides"), gap=pl.col("text").str.contains("::", literal=True)
    ).unnest("sides")  # fmt: skip
    counts = [
        pl.when(pl.col(side).fill_null("") == "").then(0).otherwise(pl.col(side).str.count_matches(":", literal=True) + 1)
        for side in ("head", "tail")
    ]
    missing = (_WIDTH - pl.sum_horizontal(counts).cast(pl.Int32)).alias("missing")
    right = pl.when("gap").then(pl.col("missing") >= 1).otherwise(pl.col("missing") == 0)
    sides = sides.with_columns(missing).with_columns(missing=pl.when(right).then("missing"))
    sides = sides.with_columns(zeros.gather(sides["missing"]).alias("zeros"))
    pieces = [pl.when(pl.col(name) != "").then(name) for name in ("head", "zeros", "tail")]
    groups = pl.concat_str(pieces, separator=":", ignore_nulls=True).str.split(":").list.eval(pl.element().str.zfill(4))
    digits = pl.when(pl.col("missing").is_not_null()).then(groups.list.join("").str.to_lowercase())
    return sides.select(text=digits).select(
        hi=pl.col("text").str.slice(0, 16).str.to_integer(base=16, dtype=pl.UInt64),
        lo=pl.col("text").str.slice(16, 16).str.to_integer(base=16, dtype=pl.UInt64), text="text",
    )  # fmt: skip


def _scattered(table: pl.DataFrame, where: pl.Series, found: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(table[name].scatter(where, found[name]) for name in READ_SCHEMA.names())


def _careful_address(text: str) -> tuple[int | None, int | None, str | None]:
    number = read_address(text)
    return (None, None, None) if number is None else (*halves(number), key_text(number))


def key_text(number: int) -> str:
    """Return an address as the row key takes it: in one form, however the feed spelled it."""
    return show_address(*halves(number)) if number >> 32 == 0xFFFF else f"{number:032x}"


_FIRST_OCTETS = sorted({octet for net in NOT_ROUTABLE if net.version == 4 for octet in range(int(net[0]) >> 24, (int(net[-1]) >> 24) + 1)})


def nobody_behind(high: pl.Series, low: pl.Series) -> pl.Series:
    """Say for each address whether it reaches nobody (private, multicast, reserved); false where there is none."""
    table = pl.DataFrame({"hi": high, "lo": low})
    mapped = (pl.col("hi") == 0) & (pl.col("lo") // 2**32 == 0xFFFF)
    # The first octet clears nearly every IPv4 address: only the rest is compared with the ranges.
    octet = pl.col("lo") // 2**24 - MAPPED_LOW // 2**24
    doubtful = pl.when(mapped).then(octet.is_in(_FIRST_OCTETS)).otherwise(pl.col("hi").is_not_null())
    where = table.select(doubtful.fill_null(value=False).arg_true()).to_series()
    answer = pl.repeat(value=False, n=len(high), eager=True, dtype=pl.Boolean)
    if not len(where):
        return answer
    return answer.scatter(where, table[where].select(pl.any_horizontal(_ranges())).to_series())


@cache
def _ranges() -> list[pl.Expr]:
    """Each range that reaches nobody, as a question about the two halves."""
    ranges = []
    for net in NOT_ROUTABLE:
        shift = MAPPED_LOW if net.version == 4 else 0
        (first_high, first_low), (last_high, last_low) = (halves(int(end) | shift) for end in (net[0], net[-1]))
        within = pl.col("hi").is_between(pl.lit(first_high, pl.UInt64), pl.lit(last_high, pl.UInt64))
        if first_high == last_high:  # a range inside one upper half; a wider one holds every lower half
            within &= pl.col("lo").is_between(pl.lit(first_low, pl.UInt64), pl.lit(last_low, pl.UInt64))
        ranges.append(within)
    return ranges


def show_six(high: pl.Series, low: pl.Series) -> pl.Series:
    """Write IPv6 addresses in their short form: the longest run of zero groups, the first of equals, is left out."""
    table = pl.DataFrame({"hi": high, "lo": low}).select(
        pl.col(half).floordiv(2**shift).mod(2**16).alias(f"{place + index}")
        for half, place in (("hi", 0), ("lo", 4)) for index, shift in enumerate((48, 32, 16, 0))
    )  # fmt: skip
    zeros = table.select(pl.sum_horizontal((pl.col(f"{place}") == 0).cast(pl.Int32) * 2**place for place in range(_WIDTH))).to_series()
    texts = table.select(_hexadecimal().gather(column).alias(column.name) for column in table.iter_columns())
    shown = pl.repeat(None, table.height, dtype=pl.String, eager=True)
    for mask in zeros.unique().to_list():  # few: addresses of one plan have their zeros in the same places
        where = (zeros == mask).arg_true()
        shown = shown.scatter(where, texts[where].select(_short_form(mask)).to_series())
    return shown


def _short_form(mask: int) -> pl.Expr:
    begins, length = _longest_run(mask)
    if length < 2:
        return pl.concat_str([pl.col(f"{place}") for place in range(_WIDTH)], separator=":")
    before = [pl.col(f"{place}") for place in range(begins)]
    after = [pl.col(f"{place}") for place in range(begins + length, _WIDTH)]
    sides = [pl.concat_str(side, separator=":") if side else pl.lit("") for side in (before, after)]
    return pl.concat_str(sides[0], pl.lit("::"), sides[1])


@cache
def _longest_run(mask: int) -> tuple[int, int]:
    runs = [
        (begins, end - begins)
        for begins in range(_WIDTH)
        for end in range(begins, _WIDTH + 1)
        if all(mask >> p & 1 for p in range(begins, end))
    ]
    return max(runs, key=lambda run: (run[1], -run[0]))


@cache
def _hexadecimal() -> pl.Series:
    """Every group as text, by its number."""
    return pl.Series([f"{number:x}" for number in range(1 << 16)], dtype=pl.String)
