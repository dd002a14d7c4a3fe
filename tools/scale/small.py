"""A delivery of a thousand rows on top of ten million known keys, from its bytes to committed findings."""

import io
from datetime import date
from time import perf_counter

import polars as pl
from tools.scale.chance import draws
from tools.scale.figures import Figure, percentile
from tools.scale.installation import Ground
from tools.scale.nation import write_reports

ROWS, NEW = 1_000, 700  # of a delivery: three in ten are known already
_REPORT, _DAY = "scan_rdp", date(2026, 3, 4)
_NAME = "2026-03-04-scan_rdp-nation.csv"
_WARM = 3  # deliveries that a worker has read before: its index stands, its memory of keys is filled


def measure(ground: Ground, known: int, deliveries: int) -> list[Figure]:
    """Fill the day with known keys, then send small deliveries one after another."""
    from baluarte.actions.feeds import receive_delivery  # noqa: PLC0415 - after django.setup()
    from baluarte.actions.warning import ingest_delivery  # noqa: PLC0415
    from baluarte.core.rights.actors import OPERATOR  # noqa: PLC0415

    bodies = _bodies(ground, deliveries + _WARM)
    first = receive_delivery(ground.world, OPERATOR, "shadowserver", _NAME, io.BytesIO(bodies[0]))
    ingest_delivery(ground.world, OPERATOR, first.id)
    _fill(ground, known, first.id)
    took = []
    for number, body in enumerate(bodies[1:]):
        begun = perf_counter()
        received = receive_delivery(ground.world, OPERATOR, "shadowserver", _NAME, io.BytesIO(body))
        done = ingest_delivery(ground.world, OPERATOR, received.id)
        took.append(perf_counter() - begun)
        if (done.state, done.accounting.accepted, done.accounting.duplicate) != ("done", NEW, ROWS - NEW):
            raise SystemExit(f"Delivery {number}: {done.state}, {done.accounting}")
    milliseconds = [1_000 * one for one in took[_WARM - 1 :]]
    what = f"small delivery on {known:,} known keys"
    return [
        Figure(f"{what}, p99", round(percentile(milliseconds, 0.99), 1), "ms", most=100),
        Figure(f"{what}, median", round(percentile(milliseconds, 0.5), 1), "ms"),
        Figure(f"{what}, first in its process", round(1_000 * took[0], 1), "ms"),
    ]


def _bodies(ground: Ground, count: int) -> list[bytes]:
    """Cut a day of one report type into small deliveries, each with three rows in ten of the one before."""
    folder = ground.place / "small"
    folder.mkdir()
    write_reports(folder, 5 * (NEW * (count + 1) * 10 // 7 + 10), seed=7)
    header, *lines = (folder / _NAME).read_text("utf-8").splitlines(keepends=True)
    bodies = ["".join([header, *lines[:ROWS]])]
    for number in range(1, count):
        at = ROWS + (number - 1) * NEW
        bodies.append("".join([header, *lines[at : at + NEW], *lines[at - ROWS + NEW : at]]))
    return [body.encode() for body in bodies]


def _fill(ground: Ground, known: int, delivery: int) -> None:
    """Write parts of the same report and day whose keys nobody has seen, and make them real."""
    from baluarte.store.feeds import manifest  # noqa: PLC0415 - after django.setup()
    from baluarte.store.feeds.models import ManifestRow  # noqa: PLC0415
    from baluarte.store.feeds.places import lake  # noqa: PLC0415

    store = lake(ground.world)
    path = ManifestRow.objects.filter(delivery_id=delivery, day=_DAY).values_list("path", flat=True)[0]
    like = pl.read_parquet(store.root / path)
    height = min(50_000, known)
    wide = pl.concat([like] * (height // like.height + 1)).head(height)
    written = []
    for number in range(known // height):
        keys = draws(height, seed=1_000_003 + number, salt=11)
        written.append(store.write(_REPORT, _DAY, wide.with_columns(key=keys).sort("org", maintain_order=True), lambda _name: None))
    manifest.add(delivery, written)
