"""Generate a national day, run the whole job and the plain scan on it, and compare.

Counts are asserted before a speed is printed. Absolute seconds depend on the machine and
on what else it does; the share of the scan, taken in the same run, is what to quote.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tools.scale import offline
from tools.scale.figures import in_words

FLOOR = 0.12  # of the processor time of the plain scan, on a busy machine as well; what is aimed at stands in `offline`


def main() -> int:
    """Run the measurements and return 0, or 1 where a count or the floor does not hold."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="scale-", dir=asked.folder) as place:
        _say(f"Generating {asked.rows:,} rows from seed {asked.seed}; then the scan, the whole job, and the scan again.")
        measured = offline.measure(Path(place), asked.rows, asked.seed)
    told, wrong = offline.report(measured, asked.seed), [one for one in offline.assertions(measured) if not one.holds]
    sys.stdout.write(
        (json.dumps(told) if asked.json else "\n".join([in_words(offline.figures(measured)), *_stages(told["stages"])])) + "\n"
    )
    # Under a million rows the index of the country is much of the time: no speed to hold anyone to.
    floor = asked.floor if asked.floor is not None else FLOOR if asked.rows >= 1_000_000 else 0.0
    short = measured.scan("cpu_seconds") / measured.job["cpu_seconds"] < floor
    if short:
        _say(f"The share of the scan's processor time is under the floor of {floor}.")
    return 1 if wrong or short else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./baluarte dev scale", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", type=float, default=None, help="fail under this share of the plain scan's processor time")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where to make the temporary folder (375 bytes a row, and half as much again)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def _stages(stages: dict[str, float]) -> list[str]:
    """The stages of a run in one process; workers of their own tell none."""
    return [f"  {name:<12} {seconds:8.3f} s" for name, seconds in sorted(stages.items(), key=lambda item: -item[1])]


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
