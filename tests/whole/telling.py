"""The process that tells the story of `dying`, and what is asked of the installation it leaves."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path

from tests.whole.dying import Order, written
from tests.whole.outside import MAIL, STORY, Outside

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120


class Teller:
    """The process that forks the ones that die."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.whole.dying"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "baluarte.wiring.settings", "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))},
        )  # fmt: skip

    def do(self, order: Order) -> int:
        self.begin(order)
        return self.ended()

    def begin(self, order: Order) -> None:
        self.process.stdin.write(written(order))
        self.process.stdin.flush()

    def ended(self) -> int:
        assert select.select([self.process.stdout], [], [], PATIENCE_S)[0], "no answer"
        return int(self.process.stdout.readline())

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(PATIENCE_S)


def facts(place: Outside) -> tuple[object, ...]:
    """What a person would say of an installation, whatever its numbers are."""
    told = sorted((row[0], row[1], row[3], row[5], row[6]) for row in place.ask(MAIL))
    return place.ask(STORY), told, place.keys(), place.untold()


def faults(place: Outside) -> list[str]:
    return place.raw_faults() + place.accounting_faults() + place.lake_faults() + place.mail_faults()


def steps_of(place: Outside) -> list[str]:
    return json.loads((place.folder / "steps.json").read_text())
