"""Count what ran: passed, failed, and each skip with the sentence that explains it.

This module is also the pytest plugin that writes the count of one run down.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

RECORD = "TALLY_FILE"  # names the file in the environment of a run


@dataclass
class Tally:
    """The sums of one stage or of all. `skips` counts by reason."""

    passed: int = 0
    failed: int = 0
    skips: Counter[str] = field(default_factory=Counter)

    @property
    def skipped(self) -> int:
        """How many were skipped in all."""
        return self.skips.total()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skips + other.skips)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read_tally(path: Path) -> Tally:
    """Read the record of a run. No record is a run that failed before its first test."""
    if not path.exists():
        return Tally(failed=1)
    record = json.loads(path.read_text("utf-8"))
    return Tally(record["passed"], record["failed"], Counter(record["skips"]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the counts of this run where the suite will read them."""
    stats = terminalreporter.stats
    counts = {how: len(stats.get(how, [])) for how in ("passed", "failed", "error", "xfailed", "xpassed")}
    skips = Counter(_reason(report) for report in stats.get("skipped", []))
    record = {
        "passed": counts["passed"] + counts["xfailed"],
        "failed": counts["failed"] + counts["error"] + counts["xpassed"],
        "skips": skips,
    }
    if name := os.environ.get(RECORD):
        Path(name).write_text(json.dumps(record), "utf-8")


def _reason(report: pytest.TestReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")
