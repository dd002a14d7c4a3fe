"""The whole job of `baluarte warn`, durable, to findings and digests; run in a process of its own."""

import baluarte.wiring  # noqa: F401, I001 - first, as in the command: it says how Polars keeps its memory
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import perf_counter

import polars as pl
from tools.scale.clock import processor_seconds
from tools.scale.scan import plain_scan

from baluarte.core.constituency.asset_file import AssetFile, read_asset_file
from baluarte.core.constituency.lists import ASSET_FILE
from baluarte.core.warning.prioritise import CRITICAL_SCHEMA, KEV_SCHEMA, prioritise
from baluarte.faces.cli.offline.folder import Folder
from baluarte.faces.cli.offline.writer import Writer
from baluarte.faces.cli.offline.engines.here import run_files
from baluarte.faces.cli.offline.run import Order
from baluarte.faces.cli.offline.shelf import Shelf
from baluarte.formats.tabular import read_table

NOW = datetime(2026, 3, 5, tzinfo=UTC)
DAY = NOW.date()
# Organisation, priority and the latest first as one number: sorted in half the time that three columns take.
_PLACE = (
    pl.col("org").cast(pl.UInt64) * 2**40 + pl.col("priority").cast(pl.UInt64) * 2**36 + (2**36 - 1 - pl.col("last_seen").dt.epoch("s"))
)


def whole_job(data: Path, out: Path) -> dict[str, object]:
    """Run the main job, durable, to findings and digests; return counts, seconds and stages."""
    stages: dict[str, float] = {}  # of all threads together: their sum may pass the whole
    lock = Lock()

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        begun = perf_counter()
        yield
        with lock:
            stages[name] = stages.get(name, 0.0) + perf_counter() - begun

    waited = perf_counter()  # a server has its register already: this is no part of a day's work
    table, _ = read_table("assets.csv", (data / "assets.csv").read_bytes(), ASSET_FILE)
    assets = read_asset_file(table)
    begun, before = perf_counter(), processor_seconds()
    order = Order(tuple(sorted(data.glob("2026-*.csv"))), assets, NOW, b"k" * 32, stage=stage)
    with Folder(out) as folder, Shelf(len(assets.organisations)) as shelf:
        writer = Writer(folder, {number: one.slug for number, one in enumerate(assets.organisations, 1)})
        result = run_files(order, writer, shelf, lambda _bytes: None)
        writer.close(len(order.files))
        with stage("digests"):
            findings = write_digests(folder, shelf, assets)
    total = result.total
    total.check("the national day")
    return {
        "rows": total.read, "accepted": total.accepted, "duplicate": total.duplicate, "quarantined": total.quarantined,
        "matched": total.matched, "findings": findings, "seconds": perf_counter() - begun, "cpu_seconds": processor_seconds() - before, "stages": stages, "assets_seconds": begun - waited,
    }  # fmt: skip


def write_digests(folder: Folder, shelf: Shelf, assets: AssetFile) -> int:
    """Write findings in the order of organisations, and where each digest begins; return how many there are.

    A letter is written when it is sent: until then its rows and their place are the digest.
    """
    numbers = pl.int_range(1, len(assets.organisations) + 1, dtype=pl.UInt32, eager=True)
    slugs = pl.DataFrame({"org": numbers, "organisation": [one.slug for one in assets.organisations]})
    count, offsets = 0, []
    for number, found in enumerate(shelf.blocks()):
        ranked = prioritise(found, pl.DataFrame(schema=KEV_SCHEMA), pl.DataFrame(schema=CRITICAL_SCHEMA), DAY)
        digests = ranked[ranked.select(_PLACE).to_series().arg_sort()]
        begins = digests.with_row_index("begins").group_by("org", maintain_order=True).agg(pl.col("begins").first(), findings=pl.len())
        offsets.append(begins.join(slugs, on="org").with_columns(block=pl.lit(number)))
        _write(folder, f"findings/{number:05d}.parquet", digests)
        count += found.height
    _write(folder, "digests.parquet", pl.concat(offsets))
    return count


def _write(folder: Folder, name: str, frame: pl.DataFrame) -> None:
    frame.write_parquet(folder.path(name), compression="zstd", compression_level=1)
    folder.keep(name)


def main() -> None:
    """Measure what the first argument names, and print it."""
    data = Path(sys.argv[2])
    measured = plain_scan(data) if sys.argv[1] == "scan" else whole_job(data, Path(sys.argv[3]))
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main()
