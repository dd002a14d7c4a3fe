"""The proof of erasure: afterwards every file of the data folder is searched, byte by byte, for texts and for keys."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.whole.erasing import places, spellings
from tests.whole.test_kill_nine import Installation

ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "house"
    folder.mkdir()
    made = Installation(folder)
    yield made
    made.clear()


def tell(house, step: str) -> dict:
    environment = {**os.environ, **house.environment, "PYTHONPATH": str(ROOT), "BALUARTE_SYNTHETIC": "yes"}
    done = subprocess.run([sys.executable, "-m", "tests.whole.erasing", step], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_after_an_erasure_no_text_and_no_key_stands_in_any_file(house):
    lived = tell(house, "live")
    data = Path(house.environment["BALUARTE_DATA"])
    texts = [needle for text in lived["texts"] for needle in spellings(text)]
    keys = [bytes.fromhex(key) for key in lived["keys"]]
    keys += [needle for key in keys for needle in spellings(key.hex())]
    assert len(lived["keys"]) >= 6
    # The search finds what is there: mail that was handed over lies as a file, as the synthetic installation keeps it.
    assert any(name.startswith("outgoing/") for name in places(data, texts))
    # Not even before the erasure does a backup or the database say who it was.
    assert [name for name in places(data, texts) if not name.startswith("outgoing/")] == []

    erased = tell(house, "erase")

    assert erased["failed"] == []
    assert places(data, [*texts, *keys]) == []
