"""The offline half of the command: no Django, no database, no setting."""

import os
import subprocess
import sys

import pytest

FORBID = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "ninja", "huey", "granian", "httpx", "psycopg", "dj_database_url", "csp"}:
            raise ModuleNotFoundError(f"{name} is not installed here", name=name)
        return None

sys.meta_path.insert(0, Absent())
from baluarte.wiring.command import main
sys.argv = ["baluarte", *sys.argv[1:]]
main()
"""


def typed(*words: str, cwd=None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", FORBID, *words], capture_output=True, text=True, cwd=cwd, check=False)


@pytest.mark.parametrize(
    "words", [("--help",), ("--version",), ("version", "--json"), ("org", "--help"), ("finding", "list", "--help"), ("warn", "--help")]
)
def test_help_and_version_need_no_server_packages(words, tmp_path):
    ended = typed(*words, cwd=tmp_path)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_needs_the_server_says_so_in_words(tmp_path):
    ended = typed("finding", "list", "--lang", "en", cwd=tmp_path)

    assert ended.returncode == 2
    assert "baluarte[server]" in ended.stderr


def test_before_init_a_command_says_so_and_makes_nothing(tmp_path):
    line = [sys.executable, "-m", "baluarte.wiring.command", "finding", "list", "--lang", "en"]
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BALUARTE_DATA"}}

    ended = subprocess.run(line, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)

    assert ended.returncode == 2
    assert "baluarte init" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_closed_pipe_ends_quietly_with_nought():
    program = f"{sys.executable} -m baluarte.wiring.command --help | true; echo ${{PIPESTATUS[0]}}"

    ended = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=False)

    assert (ended.stdout.strip(), ended.stderr) == ("0", "")
