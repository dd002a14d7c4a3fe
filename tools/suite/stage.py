"""One stage of the suite: a command, its environment, and what came of it."""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tools.suite.place import ROOT
from tools.suite.tally import RECORD, Tally, read_tally

_NO_TESTS = 5  # pytest's own word for "nothing was collected"
SKIP = 75  # a stage of ours that could not run here says why on its last line
_KEPT = frozenset({"OFFICIAL_DATA"})  # where the official files lie, for the tests that read them


@dataclass
class Suite:
    """The run so far. `data` is a folder that is thrown away at the end."""

    data: Path
    tally: Tally = field(default_factory=Tally)
    broken: list[str] = field(default_factory=list)

    def check(self, name: str, *command: str) -> None:
        """Run one check that either holds or does not."""
        code, last = self._run(name, list(command), {})
        if code == SKIP:
            self.skip(last)
            return
        self._note(name, Tally(passed=int(code == 0), failed=int(code != 0)), code)

    def tests(self, name: str, places: tuple[str, ...], *words: str, before: tuple[str, ...] = (), **environment: str) -> None:
        """Run pytest over these places and add its counts."""
        if not places:
            return
        with tempfile.TemporaryDirectory(dir=self.data) as folder:
            record = Path(folder) / "tally.json"
            extra = {**environment, RECORD: str(record), "BALUARTE_DATA": str(Path(folder) / "data")}
            plain = [sys.executable, "-m", "pytest", "-p", "tools.suite.tally", "-q", "--color=no", *words, *places]
            code, _ = self._run(name, [*before, *plain], extra)
            if code == _NO_TESTS:
                return
            tally = read_tally(record)
        if code and not tally.failed:
            tally.failed = 1  # the run itself broke: a bad import, a lost worker
        self._note(name, tally, code)

    def skip(self, reason: str) -> None:
        """Count one skip of a whole stage, with its reason."""
        print(f"skipped: {reason}", flush=True)
        self.tally += Tally(skips=Counter([reason]))

    def report(self) -> int:
        """Print every skip, what broke, and the sums alone on the last line; return the exit code."""
        print("\n── summary ──")
        for reason, count in sorted(self.tally.skips.items()):
            print(f"skipped {count}: {reason}")
        for name in self.broken:
            print(f"failed: {name}")
        print(self.tally, flush=True)
        return 1 if self.broken or not self.tally.passed else 0

    def _note(self, name: str, tally: Tally, code: int) -> None:
        self.tally += tally
        if code:
            self.broken.append(name)

    def _run(self, name: str, command: list[str], extra: dict[str, str]) -> tuple[int, str]:
        print(f"\n── {name} ──", flush=True)
        began = time.monotonic()
        kept = {key: value for key, value in os.environ.items() if key in _KEPT or not key.startswith(("BALUARTE_", "DATABASE_URL"))}
        environment = {**kept, "PYTHONDONTWRITEBYTECODE": "1", "BALUARTE_DATA": str(self.data / "checks"), **extra}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        last = ""
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
        code = process.wait()
        print(f"{name}: {'done' if code == 0 else f'exit {code}'}, {time.monotonic() - began:.0f} s", flush=True)
        return code, last
