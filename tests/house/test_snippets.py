"""Every snippet of the docs runs, and what it is said to print, it prints.

A block marked `sh` is run as it stands, page by page, in a folder where `./baluarte` and
`packs` are what they are in the checkout. A block marked `text` right after it holds lines that
its output must contain. A command that does not end by itself is asked for its help instead.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.building import ROOT, kept, short

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ENDLESS = re.compile(r"^\./baluarte (demo|serve|test|dev)\b.*$", re.MULTILINE)
MAY_FIND = {0, 1}  # 1: done, and some rows were set aside or a check found something
PAGES = tuple(
    path for path in kept() if path.suffix == ".md" and (path.parent == ROOT or "docs" in path.parts) and "reference" not in path.parts
)


def blocks(path: Path) -> list[tuple[str, str]]:
    return FENCE.findall(path.read_text("utf-8"))


def run(text: str, place: Path, language: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("BALUARTE_", "DATABASE_URL", "DJANGO_"))}
    locale = "es_MX.UTF-8" if language == "es" else "en_GB.UTF-8"
    environment = {**plain, "LANG": locale, "LC_ALL": locale, "BALUARTE_DATA": str(place / "var"), "NO_PROGRESS": "1"}
    return subprocess.run(["bash", "-c", text], cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "packs").symlink_to(ROOT / "packs")
    # Not the wrapper itself: a test does not make environments.
    command = tmp_path / "baluarte"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from baluarte.wiring.command import main; main()" "$@"\n')
    command.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("path", [path for path in PAGES if any(kind == "sh" for kind, _ in blocks(path))], ids=short)
def test_the_commands_of_a_page_run_and_print_what_it_says(path, checkout):
    language = "es" if path.name.endswith(".es.md") else "en"
    said = ""
    for kind, text in blocks(path):
        if kind == "sh":
            tried = ENDLESS.sub(lambda found: f"./baluarte {found[1]} --help" if found[1] in {"demo", "serve"} else "true", text)
            # One shell a block: `export` in an earlier block is repeated, as it would hold in the reader's terminal.
            done = run("\n".join([*_exports(path, text), tried]), checkout, language)
            said = " ".join((done.stdout + done.stderr).split())
            assert done.returncode in MAY_FIND, f"{text}\n{done.stdout}\n{done.stderr}"
        elif kind == "text" and said:
            lost = [line for line in text.strip().split("\n") if " ".join(line.split()) not in said and not _columns(line, said)]
            assert lost == [], said


@pytest.mark.parametrize("path", [path for path in PAGES if any(kind == "python" for kind, _ in blocks(path))], ids=short)
def test_the_python_of_a_page_runs(path, tmp_path):
    for kind, text in blocks(path):
        if kind == "python":
            done = subprocess.run([sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, check=False)

            assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("word", ["demo", "test", "warn"])
def test_the_readme_shows_only_commands_that_are_there(word):
    text = (ROOT / "README.md").read_text("utf-8")
    known = {"demo", "warn"} if word != "test" else {path.stem for path in (ROOT / "tools/dev").glob("*.sh")}

    assert f"./baluarte {word}" in text
    assert word in known


def _exports(path: Path, until: str) -> list[str]:
    before = path.read_text("utf-8").partition(until)[0]
    return [line for kind, text in FENCE.findall(before) if kind == "sh" for line in text.split("\n") if line.startswith("export ")]


def _columns(line: str, said: str) -> bool:
    """A line of a CSV may be told by the cells that matter."""
    return all(cell in said for cell in line.split(",")) if "," in line else False
