"""The targets that need no server: speed and share of the whole job, its memory, and whether it is right."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.scale.clock import PeakMemory
from tools.scale.figures import Figure
from tools.scale.nation import Expected, write_assets, write_reports
from tools.scale.truth import ASKED, oracle_differences, wrong_organisations

INTELMQ = 445  # events a second of IntelMQ 3.5.0's bot net with redis, measured on two cores
TIMES, SHARE, MEMORY = 1_000, 40, 1_536  # times, per cent, MiB
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


def figures(measured: Measured) -> list[Figure]:
    """Return the measures beside their targets; counts first, since without them no speed means anything."""
    job, rate = measured.job, measured.job["rows"] / measured.job["seconds"]
    share, processor = (100 * measured.scan(what) / job[what] for what in ("seconds", "cpu_seconds"))
    wrong = [name for name in _COUNTED if job[name] != getattr(measured.expected, name)]
    return [
        *(Figure(name, job[name], "other than generated" if name in wrong else "as generated") for name in _COUNTED),
        *assertions(measured),
        Figure("whole job, durable, with findings and digests", rate, "events/s", least=TIMES * INTELMQ),
        Figure(f"the same against {INTELMQ} events/s", rate / INTELMQ, "times", least=TIMES),
        Figure("share of the plain scan", share, "%", least=SHARE),
        Figure("share of the plain scan's processor time", processor, "%", least=SHARE),
        Figure("memory at most, all processes together", job["peak_mib"], "MiB", most=MEMORY),
    ]


def assertions(measured: Measured) -> list[Figure]:
    """Return what must be nought whatever the speed is."""
    wrong = sum(measured.job[name] != getattr(measured.expected, name) for name in _COUNTED)
    return [
        Figure("counts other than generated", wrong, "counts", most=0),
        Figure(f"differences from the plain-Python oracle, of {ASKED:,}", measured.oracle, "addresses", most=0),
        Figure("events to a wrong organisation", measured.wrong, "events", most=0),
    ]


def report(measured: Measured, seed: int) -> dict[str, Any]:
    """Return everything measured as one object."""
    job = measured.job
    return {
        "rows": measured.expected.rows, "seed": seed, "bytes": measured.bytes, **{name: job[name] for name in _COUNTED},
        "seconds": round(job["seconds"], 3), "cpu_seconds": round(job["cpu_seconds"], 3), "assets_seconds": round(job["assets_seconds"], 3),
        "scan_seconds": round(measured.scan("seconds"), 3), "scan_cpu_seconds": round(measured.scan("cpu_seconds"), 3),
        "scan_peak_mib": max(one["peak_mib"] for one in measured.scans),
        "stages": {name: round(seconds, 3) for name, seconds in job["stages"].items()},
        "figures": [one.to_dict() for one in figures(measured)],
    }  # fmt: skip
