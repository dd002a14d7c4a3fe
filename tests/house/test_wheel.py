"""What travels: the wheel holds the packs, the recount and every file that the program reads."""

import subprocess
import sys
import zipfile

import pytest
from tests.house.building import ROOT, SRC, kept


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    place = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)], cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(place.glob("*.whl"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_carries_the_packs_and_the_recount(wheel):
    packs = {path.relative_to(ROOT / "packs").as_posix() for path in kept() if path.is_relative_to(ROOT / "packs")}

    assert {f"baluarte/packs/{name}" for name in packs} <= set(wheel)
    assert "baluarte_recount/__init__.py" in wheel


def test_the_wheel_carries_every_file_of_the_package_that_git_keeps(wheel):
    ours = {f"baluarte/{path.relative_to(SRC).as_posix()}" for path in kept() if path.is_relative_to(SRC)}

    assert ours - set(wheel) == set()


def test_the_wheel_carries_nothing_that_was_left_lying_about(wheel):
    odd = [name for name in wheel if name.endswith((".pyc", ".sqlite3", ".key", ".log")) or "/var/" in name or "node_modules" in name]

    assert odd == []


def test_a_plain_install_asks_for_no_server(wheel):
    metadata = next(data for name, data in wheel.items() if name.endswith("METADATA")).decode()
    base = [line for line in metadata.split("\n") if line.startswith("Requires-Dist:") and "extra ==" not in line]

    assert base
    assert [line for line in base if any(word in line.lower() for word in ("django", "ninja", "huey", "httpx", "psycopg", "granian"))] == []


def test_the_recount_imports_nothing_of_ours(wheel):
    sources = [data.decode() for name, data in wheel.items() if name.startswith("baluarte_recount/") and name.endswith(".py")]

    assert [text for text in sources if "import baluarte." in text or "from baluarte." in text or "from baluarte import" in text] == []
