"""The limit that a share is taken of: Polars alone reads the same files and keeps nothing."""

from pathlib import Path
from time import perf_counter

import polars as pl
from tools.scale.clock import processor_seconds


def plain_scan(data: Path) -> dict[str, object]:
    """Read the same files with Polars alone: smallest and greatest text of every column."""
    begun, before = perf_counter(), processor_seconds()
    rows = 0
    for path in sorted(data.glob("2026-*.csv")):
        every = pl.scan_csv(path, infer_schema=False)
        found = every.select(pl.len().alias("#rows"), pl.all().min().name.prefix("least "), pl.all().max().name.prefix("most ")).collect()
        rows += found["#rows"][0]
    return {"rows": rows, "seconds": perf_counter() - begun, "cpu_seconds": processor_seconds() - before}
