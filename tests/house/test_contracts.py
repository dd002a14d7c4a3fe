"""The eight contracts hold, and each would notice the trespass it is there for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.building import ROOT, SRC

TRESPASSES = (
    # contract that must break, file that trespasses, what is written into it
    ("pure", "core/warning/trespass.py", "import django"),
    ("pure", "core/feeds/trespass.py", "import os"),
    ("pure", "core/ground/trespass.py", "from time import time"),
    ("pure", "formats/trespass.py", "import pathlib"),
    ("pure", "formats/trespass.py", "def send():\n    import socket"),
    ("rooms", "core/feeds/trespass.py", "import baluarte.core.warning"),
    ("rooms", "store/constituency/trespass.py", "import baluarte.store.warning"),
    ("rooms", "core/utils.py", ""),
    ("rooms", "core/weather/__init__.py", ""),
    ("storeys", "core/ground/trespass.py", "import baluarte.formats"),
    ("storeys", "store/feeds/trespass.py", "import baluarte.gateways"),
    ("storeys", "common.py", ""),
    ("storeys", "actions/trespass.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import baluarte.faces.desk"),
    ("one-door", "faces/api/trespass.py", "import baluarte.store.feeds"),
    ("one-door", "faces/desk/trespass.py", "import baluarte.gateways"),
    ("no-clients", "faces/jobs/trespass.py", "import smtplib"),
    ("faces-apart", "faces/portal/trespass.py", "import baluarte.faces.desk"),
    ("formats-apart", "formats/trespass.py", "import baluarte.formats.problems"),
    ("no-circles", "core/ground/trespass.py", "import baluarte.core.ground.trespass_back"),
)


def lint(place: Path, contract: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", *(["--contract", contract] if contract else [])]
    return subprocess.run(
        command, cwd=place, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(place / "src"), "PATH": ""}
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    place = tmp_path_factory.mktemp("house")
    shutil.copytree(SRC, place / "src" / "baluarte", ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "locale"))
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def test_the_eight_contracts_of_the_house_are_kept():
    done = lint(ROOT)

    assert "Contracts: 8 kept, 0 broken." in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "file", "text"), TRESPASSES, ids=lambda value: str(value).split("\n", maxsplit=1)[0][:40])
def test_a_trespass_breaks_the_contract_that_forbids_it(copy, contract, file, text):
    path = copy / "src" / "baluarte" / file
    made = [path]
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'"""A trespass."""\n{text}\n')
    if contract == "no-circles":
        made.append(path.with_name("trespass_back.py"))
        made[-1].write_text('"""The way back."""\nimport baluarte.core.ground.trespass\n')
    try:
        done = lint(copy, contract)
    finally:
        for one in made:
            one.unlink()
        if file.endswith("__init__.py"):
            path.parent.rmdir()

    assert "0 kept, 1 broken" in done.stdout, done.stdout + done.stderr
