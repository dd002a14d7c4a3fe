"""Two Ray workers against one, of one processor each, on the same files: same sums, how many times as fast."""

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from tools.scale.figures import Figure
from tools.scale.installation import Ground
from tools.scale.nation import REPORTS, write_assets, write_reports

_LANES = 4  # report types of equal size: five would leave one of two workers idle in the end


def measure(ground: Ground, rows: int) -> list[Figure]:
    """Run the main job on one worker and on two; the start of Ray itself is not counted."""
    from baluarte.core.constituency.asset_file import read_asset_file  # noqa: PLC0415 - with the other measures
    from baluarte.core.constituency.lists import ASSET_FILE  # noqa: PLC0415
    from baluarte.faces.cli.offline.run import Order  # noqa: PLC0415
    from baluarte.formats.tabular import read_table  # noqa: PLC0415

    day = ground.place / "workers"
    day.mkdir()
    write_assets(day / "assets.csv")
    write_reports(day, rows, seed=5)
    table, _ = read_table("assets.csv", (day / "assets.csv").read_bytes(), ASSET_FILE)
    files = tuple(path for path in sorted(day.glob("2026-*.csv")) if REPORTS[-1] not in path.name)[:_LANES]
    order = Order(files, read_asset_file(table), datetime(2026, 3, 5, tzinfo=UTC), b"k" * 32)
    one, two = (_run(order, ground.place / f"of-{workers}", workers) for workers in (1, 2))
    if one[1] != two[1]:
        raise SystemExit("One worker and two counted differently.")
    return [Figure(f"two Ray workers against one, {rows * _LANES // 5:,} rows", round(one[0] / two[0], 2), "times", least=1.8)]


def _run(order, place: Path, workers: int) -> tuple[float, object]:  # type: ignore[no-untyped-def]  # noqa: ANN001 - imported late
    from baluarte.faces.cli.offline.engines import ray as engine  # noqa: PLC0415 - with the other measures
    from baluarte.faces.cli.offline.folder import Folder  # noqa: PLC0415
    from baluarte.faces.cli.offline.shelf import Shelf  # noqa: PLC0415

    with (
        engine.standing(engine.installed(), engine.Room(workers=workers)),
        Folder(place) as folder,
        Shelf(len(order.assets.organisations)) as shelf,
    ):
        _warm(engine.installed(), workers)
        begun = perf_counter()
        result = engine.run_files(order, folder.work, shelf, lambda _bytes: None)
        seconds = perf_counter() - begun
    return seconds, result.to_dict()


def _warm(ray, workers: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - Ray has no types of its own
    """Let every worker begin, and import what the job needs."""

    def begin() -> str:
        import baluarte.faces.cli.offline.engines.task as task  # noqa: PLC0415, PLR0402 - in the worker

        return task.__name__

    ray.get([ray.remote(num_cpus=1)(begin).remote() for _ in range(workers)])
