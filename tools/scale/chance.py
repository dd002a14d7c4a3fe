"""Chance from a seed, in columns: the same numbers on every machine and in every version."""

import polars as pl

_STEP = 0x9E3779B97F4A7C15
_MIX = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def draws(count: int, seed: int, salt: int) -> pl.Series:
    """Return `count` unsigned 64-bit numbers (splitmix64), reproducible and well mixed."""
    start = pl.lit((seed * 0x5851F42D4C957F2D + salt * _STEP) % 2**64, dtype=pl.UInt64)
    state = pl.int_range(1, count + 1, eager=True).cast(pl.UInt64).to_frame("n").select(pl.col("n") * pl.lit(_STEP, pl.UInt64) + start)
    value = pl.col("n")
    value = (value ^ (value // 2**30)) * pl.lit(_MIX[0], pl.UInt64)
    value = (value ^ (value // 2**27)) * pl.lit(_MIX[1], pl.UInt64)
    return state.select(value ^ (value // 2**31)).to_series()
