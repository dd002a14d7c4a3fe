"""Where the official files are, for tests that read them; they are never part of the repository."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"


def official(name):
    """Return the bytes of an official file, or skip the test and say why."""
    path = Path(os.environ.get("OFFICIAL_DATA", _BESIDE)) / name
    if not path.is_file():
        pytest.skip(f"the official file {name} is not here; set OFFICIAL_DATA to its folder")
    return path.read_bytes()
