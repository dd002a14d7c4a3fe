"""The targets that need no server: speed and share of the whole job, its memory, and whether it is right."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.scale.clock import PeakMemory
from tools.scale.line import Line, at_least, at_most, nought
from tools.scale.nation import Expected, write_assets, write_reports
from tools.scale.truth import ASKED, oracle_differences, wrong_organisations

INTELMQ = 445  # events a second of IntelMQ 3.5.0's bot net with redis, measured on two cores
TIMES, SHARE, MEMORY = 1_000, 0.40, 1_536
_ROOT = Path(__file__).parents[2]
_COUNTED = ("rows", "accepted", "duplicate", "matched", "findings")


@dataclass(frozen=True)
class Measured:
    """What the runs on one national day gave."""

    expected: Expected
    job: dict[str, Any]
    scans: list[dict[str, Any]]
    bytes: int
    oracle: int
    wrong: int

    def scan(self, what: str) -> float:
        """The mean of the scans before and after the job."""
        return float(sum(one[what] for one in self.scans) / len(self.scans))


def measure(place: Path, rows: int, seed: int) -> Measured:
    """Make a national day, run the scan, the job and the scan again on it, and ask for second opinions."""
    data, out = place / "day", place / "out"
    data.mkdir()
    write_assets(data / "assets.csv")
    expected = write_reports(data, rows, seed)
    scans = [_run("scan", data)]
    job = _run("job", data, out)
    scans.append(_run("scan", data))
    size = sum(path.stat().st_size for path in data.glob("2026-*.csv"))
    return Measured(expected, job, scans, size, oracle_differences(data / "assets.csv", seed), wrong_organisations(out / "events"))


def _run(what: str, *places: Path) -> dict[str, Any]:
    """Run one measurement in a process of its own, and watch how much memory it and its workers hold."""
    line = [sys.executable, "-m", "tools.scale.job", what, *map(str, places)]
    with subprocess.Popen(line, cwd=_ROOT, stdout=subprocess.PIPE) as process, PeakMemory(process.pid) as memory:
        told, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, line)
    measured: dict[str, Any] = json.loads(told)
    return {**measured, "peak_mib": round(memory.mib, 1)}


def lines(measured: Measured) -> list[Line]:
    """Return the measures beside their targets; counts first, since without them no speed means anything."""
    job, rate = measured.job, measured.job["rows"] / measured.job["seconds"]
    share, processor = (measured.scan(what) / job[what] for what in ("seconds", "cpu_seconds"))
    wrong = [name for name in _COUNTED if job[name] != getattr(measured.expected, name)]
    counts = ", ".join(f"{job[name]:,} {name}" for name in _COUNTED)
    return [
        nought("wrong_counts", len(wrong), f"{counts}: {len(wrong)} of them other than generated"),
        nought("oracle_differences", measured.oracle, f"{measured.oracle} differences from the plain-Python oracle on {ASKED:,} addresses"),
        nought("wrong_organisation", measured.wrong, f"{measured.wrong} events to a wrong organisation"),
        at_least("events_per_second", rate / INTELMQ, f"{rate:,.0f} events/s, durable, to findings and digests: {rate / INTELMQ:,.0f} times {INTELMQ}", TIMES),
        at_least("share_of_scan", share, f"{share:.3f} of the plain scan's speed ({measured.bytes / measured.scan('seconds') / 2**20:,.0f} MiB/s)", SHARE),
        at_least("cpu_share_of_scan", processor, f"{processor:.3f} of its processor time", SHARE),
        at_most("peak_mib", job["peak_mib"], f"{job['peak_mib']:,.0f} MiB of memory at most, all processes together", MEMORY),
    ]  # fmt: skip


def report(measured: Measured, seed: int) -> dict[str, Any]:
    """Return everything measured as one object."""
    job = measured.job
    return {
        "rows": measured.expected.rows, "seed": seed, "bytes": measured.bytes, **{name: job[name] for name in _COUNTED},
        "seconds": round(job["seconds"], 3), "cpu_seconds": round(job["cpu_seconds"], 3), "assets_seconds": round(job["assets_seconds"], 3),
        "scan_seconds": round(measured.scan("seconds"), 3), "scan_cpu_seconds": round(measured.scan("cpu_seconds"), 3),
        "scan_peak_mib": max(one["peak_mib"] for one in measured.scans),
        "stages": {name: round(seconds, 3) for name, seconds in job["stages"].items()},
        "measures": {line.name: round(line.value, 4) for line in lines(measured)},
    }  # fmt: skip
