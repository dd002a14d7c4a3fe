"""Install IntelMQ and redis into a folder of their own, run both programs on the same files, print both rates.

    python -m tools.benchmark [--rows 20000] [--folder PLACE]

IntelMQ is under the AGPL and is nothing of ours: it is installed by whoever starts this
script, into an environment apart, and only run as a program. Both programs read the files
that our generator makes from a seed; what each must count is known from arithmetic.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from tools.benchmark.machine import machine
from tools.benchmark.net import INTELMQ, Net, install
from tools.scale.nation import Expected, write_assets, write_reports

_SEED = 1


def main() -> int:
    """Run both and print what each did; 1 where one of them lost a row."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=asked.folder) as place:
        work = Path(place)
        _say(f"Installing IntelMQ {INTELMQ} and redis into {work}.")
        environment = install(work)
        day = work / "day"
        day.mkdir()
        write_assets(day / "assets.csv")
        expected = write_reports(day, asked.rows, _SEED)
        _say(f"Running the IntelMQ bot net on {asked.rows:,} rows.")
        theirs = Net(environment, work, day).run(expected.accepted, asked.patience)
        _say("Running the main job of Baluarte on the same files.")
        ours = _ours(day, work / "out")
        many = work / "many"
        many.mkdir()
        write_assets(many / "assets.csv")
        large = write_reports(many, asked.large, _SEED)
        _say(f"Running the main job of Baluarte on {asked.large:,} rows.")
        ours_large = _ours(many, work / "out-large")
    report = {
        "date": datetime.now(UTC).date().isoformat(), **machine(), **environment.versions,
        "rows": asked.rows, "intelmq_events": theirs["events"], "intelmq_seconds": theirs["seconds"],
        "intelmq_rows_per_second": round(asked.rows / theirs["seconds"]),
        "baluarte_seconds": ours["seconds"], "baluarte_rows_per_second": round(asked.rows / ours["seconds"]),
        "large_rows": asked.large, "baluarte_large_seconds": ours_large["seconds"],
        "baluarte_large_rows_per_second": round(asked.large / ours_large["seconds"]),
    }  # fmt: skip
    report["times_as_many"] = round(report["baluarte_large_rows_per_second"] / report["intelmq_rows_per_second"])
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    wrong = [*_differences("baluarte", expected, ours), *_differences("baluarte, large", large, ours_large)]
    wrong += [f"intelmq: {theirs['events']:,} events, {expected.accepted:,} expected."] if theirs["events"] != expected.accepted else []
    for line in wrong:
        _say(line)
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.benchmark", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="rows that both programs read")
    parser.add_argument("--large", type=int, default=1_000_000, help="rows that Baluarte reads besides, past its start-up")
    parser.add_argument("--folder", type=Path, default=None, help="where to make the temporary folder")
    parser.add_argument("--patience", type=float, default=1_200, help="seconds after which the bot net is given up")
    return parser.parse_args()


def _ours(day: Path, out: Path) -> dict[str, float]:
    """Run the whole job in a process of its own: durable events, findings and digests; its start-up is counted."""
    begun = perf_counter()
    line = [sys.executable, "-m", "tools.scale.job", "job", str(day), str(out)]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    return {**json.loads(done.stdout), "seconds": round(perf_counter() - begun, 2)}


def _differences(who: str, expected: Expected, counted: dict[str, float]) -> list[str]:
    names = {"rows": expected.rows, "accepted": expected.accepted, "duplicate": expected.duplicate, "matched": expected.matched}
    return [f"{who}: {name} {counted[name]:,}, {due:,} expected." for name, due in names.items() if counted[name] != due]


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
