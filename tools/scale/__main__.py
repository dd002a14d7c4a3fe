"""Generate a national day, run the whole job and the plain scan on it, and compare.

Counts are asserted before a speed is printed. Absolute seconds depend on the machine and
on what else it does; the share of the scan, taken in the same run, is what to quote.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.scale.nation import Expected, write_assets, write_reports

FLOOR = 0.12  # of the plain scan; the next line to reach is 0.40
_ROOT = Path(__file__).parents[2]


def main() -> int:
    """Run one measurement and return 0, or 1 where a count or the floor does not hold."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="scale-", dir=asked.folder) as place:
        data = Path(place) / "day"
        data.mkdir()
        _say(f"Generating {asked.rows:,} rows from seed {asked.seed}.")
        write_assets(data / "assets.csv")
        expected = write_reports(data, asked.rows, asked.seed)
        _say("Scanning, running the whole job, scanning again.")
        scans = [_measure("scan", data)]
        job = _measure("job", data, Path(place) / "out")
        scans.append(_measure("scan", data))
        size = sum(path.stat().st_size for path in data.glob("2026-*.csv"))
    wrong = _differences(expected, job)
    scan = {name: sum(one[name] for one in scans) / len(scans) for name in ("seconds", "cpu_seconds")}
    report = _report(asked, job, scan, size)
    sys.stdout.write((json.dumps(report) if asked.json else _in_words(report)) + "\n")
    for line in wrong:
        _say(line)
    # Under a quarter of a million rows the index of the country is most of the time: no speed to hold anyone to.
    floor = asked.floor if asked.floor is not None else FLOOR if asked.rows >= 250_000 else 0.0
    if report["share_of_scan"] < floor:
        _say(f"The share of the scan is under the floor of {floor}.")
    return 1 if wrong or report["share_of_scan"] < floor else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./baluarte dev scale", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", type=float, default=None, help="fail under this share of the plain scan")
    parser.add_argument("--folder", type=Path, default=None, help="where to make the temporary folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def _measure(what: str, *places: Path) -> dict[str, float]:
    line = [sys.executable, "-m", "tools.scale.job", what, *map(str, places)]
    done = subprocess.run(line, cwd=_ROOT, check=True, stdout=subprocess.PIPE)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _differences(expected: Expected, job: dict[str, float]) -> list[str]:
    """Compare with what the generator knows from arithmetic of its own."""
    names = ("rows", "accepted", "duplicate", "matched", "findings")
    return [
        f"{name}: {job[name]:,} counted, {getattr(expected, name):,} generated." for name in names if job[name] != getattr(expected, name)
    ]


def _report(asked: argparse.Namespace, job: dict[str, float], scan: dict[str, float], size: int) -> dict[str, float]:
    stages: dict[str, float] = job["stages"]  # type: ignore[assignment]
    return {
        "rows": asked.rows, "seed": asked.seed, "bytes": size, "accepted": job["accepted"], "duplicate": job["duplicate"],
        "matched": job["matched"], "findings": job["findings"], "seconds": round(job["seconds"], 3),
        "events_per_second": round(job["rows"] / job["seconds"]), "scan_seconds": round(scan["seconds"], 3),
        "scan_events_per_second": round(asked.rows / scan["seconds"]), "share_of_scan": round(scan["seconds"] / job["seconds"], 4),
        "cpu_share_of_scan": round(scan["cpu_seconds"] / job["cpu_seconds"], 4),
        "peak_mib": job["peak_mib"], "stages": {name: round(seconds, 3) for name, seconds in stages.items()},
    }  # fmt: skip


def _in_words(report: dict[str, float]) -> str:
    stages: dict[str, float] = report["stages"]  # type: ignore[assignment]
    lines = [
        f"{report['rows']:,} rows: {report['accepted']:,} accepted, {report['matched']:,} matched, {report['findings']:,} findings; counts hold.",
        f"{report['events_per_second']:,} events/s; the plain scan {report['scan_events_per_second']:,}; share {report['share_of_scan']:.3f} ({report['cpu_share_of_scan']:.3f} of its processor time).",
        f"Peak memory {report['peak_mib']:,} MiB.",
        *(f"  {name:<12} {seconds:8.3f} s" for name, seconds in sorted(stages.items(), key=lambda item: -item[1])),
    ]
    return "\n".join(lines)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
