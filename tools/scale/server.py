"""The server side, measured: a small delivery on a large lake, counts of a nation, an organisation's page, bulk writing.

Each measure has its target, its figure, and whether it holds; counts are asserted before a
speed is told. The installation stands in a folder of its own; `DATABASE_URL` moves it to
PostgreSQL. `--quick` takes a hundredth of everything, to see that it runs.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tools.scale.figures import Figure, in_words


def main() -> int:
    """Run the measures and return 0, or 1 where a count or a target does not hold."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="scale-server-", dir=asked.folder) as place:
        os.environ["BALUARTE_DATA"] = place
        figures = list(_figures(asked, Path(place)))
    sys.stdout.write((json.dumps([one.to_dict() for one in figures]) if asked.json else in_words(figures)) + "\n")
    return 0 if asked.quick or all(one.holds for one in figures) else 1


def _figures(asked: argparse.Namespace, place: Path) -> list[Figure]:
    """Take every figure that was asked for, on one installation."""
    from tools.scale import installation, lake, load, small, workers, writing  # noqa: PLC0415 - Django is set up for this folder

    size = 100 if asked.quick else 1
    ground = installation.prepare(place)
    measures: dict[str, Callable[[], list[Figure]]] = {
        "small": lambda: small.measure(ground, known=10_000_000 // size, deliveries=max(20, 300 // size)),
        "counts": lambda: lake.measure(ground, events=20_000_000 // size),
        "bulk": lambda: writing.measure(ground, findings=300_000 // size),
        "workers": lambda: workers.measure(ground, rows=asked.rows // size),
        "load": lambda: load.measure(ground, rows=asked.rows // size),
    }
    figures: list[Figure] = []
    for name in asked.only or measures:
        with suppress(BrokenPipeError):
            sys.stderr.write(f"Measuring {name}.\n")
        figures += measures[name]()
    return figures


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./baluarte dev scale server", description=__doc__)
    parser.add_argument("only", nargs="*", choices=["small", "counts", "bulk", "workers", "load"], help="measures to take; none means all")
    parser.add_argument("--quick", action="store_true", help="a hundredth of everything; no target is held")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the measures `workers` and `load`")
    parser.add_argument("--folder", type=Path, default=None, help="where to make the temporary folder")
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
