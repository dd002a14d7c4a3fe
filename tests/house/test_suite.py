"""The suite counts right, narrows right, and leaves nothing running."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.house.building import ROOT
from tools.alone.base import base_lock, base_names
from tools.suite.place import Places, everything, narrowed
from tools.suite.tally import Tally, read_tally


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("core/warning", Places(("tests/core/warning", "src/baluarte/core/warning"), ())),
        ("tests/core/warning/", Places(("tests/core/warning", "src/baluarte/core/warning"), ())),
        ("src/baluarte/core/errors.py", Places(("src/baluarte/core/errors.py",), ())),
        ("house", Places((), ("tests/house",))),
        ("tests/house/test_suite.py", Places((), ("tests/house/test_suite.py",))),
    ],
)
def test_a_path_is_read_as_its_reader_means_it(asked, expected):
    assert narrowed(asked) == expected


def test_a_path_that_names_nothing_is_an_error_and_not_an_empty_success():
    with pytest.raises(LookupError, match="nowhere"):
        narrowed("nowhere")


def test_everything_holds_every_folder_of_tests_but_scale():
    places = everything()
    folders = {f"tests/{path.parent.name}" for path in (ROOT / "tests").glob("*/test_*.py")} - {"tests/scale"}

    assert folders <= {*places.pure, *places.rest}
    assert "tests/scale" not in {*places.pure, *places.rest}


def test_a_record_is_added_up_with_the_reason_of_each_skip(tmp_path):
    record = tmp_path / "tally.json"
    record.write_text(json.dumps({"passed": 3, "failed": 1, "skips": {"no browser": 2}}))

    total = read_tally(record) + Tally(passed=4)

    assert str(total) == "7 passed, 1 failed, 2 skipped"
    assert total.skips == {"no browser": 2}


def test_a_run_without_a_record_has_failed(tmp_path):
    assert read_tally(tmp_path / "none.json").failed == 1


def test_the_plugin_writes_what_pytest_counted(tmp_path):
    (tmp_path / "test_x.py").write_text(
        "import pytest\ndef test_a(): pass\ndef test_b(): assert 0\n@pytest.mark.skip(reason='not here')\ndef test_c(): pass\n"
    )
    record = tmp_path / "tally.json"
    environment = {**os.environ, "TALLY_FILE": str(record), "PYTHONPATH": str(ROOT)}
    words = ["-p", "no:django", "-p", "tools.suite.tally", "-q", "--rootdir", str(tmp_path), "-c", "/dev/null", str(tmp_path)]

    subprocess.run([sys.executable, "-m", "pytest", *words], env=environment, check=False, capture_output=True, cwd=tmp_path)

    assert read_tally(record) == Tally(1, 1, Counter({"not here": 1}))


def test_the_base_install_is_part_of_the_run_lock_hash_by_hash():
    lock = (ROOT / "requirements/run.lock").read_text("utf-8")

    part = base_lock(lock)

    assert all(block in lock for block in part.split("\n"))
    assert {"polars", "typer", "pyyaml"} <= base_names()
    assert base_names() & {"django", "httpx", "huey", "psycopg"} == set()


def test_the_wrapper_says_in_one_sentence_what_it_lacks(tmp_path):
    # A machine whose python3 can make no environment and has no pip.
    shutil.copy(ROOT / "baluarte", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    bare = tmp_path / "bin"
    bare.mkdir()
    (bare / "python3").write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\nexit 1\n')
    (bare / "python3").chmod(0o755)
    for program in ("sh", "cmp", "rm", "dirname", "cp", "cat"):
        (bare / program).symlink_to(shutil.which(program))

    done = subprocess.run(
        ["/bin/sh", "./baluarte", "warn"], cwd=tmp_path, env={"PATH": str(bare)}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert done.stderr.strip().split("\n")[-1] == "Python cannot make an environment. Run: apt-get install -y python3-venv"


def test_every_word_of_dev_says_what_it_does():
    words = sorted((ROOT / "tools/dev").glob("*.sh"))

    assert {path.stem for path in words} >= {"help", "test", "lint", "fix", "house", "docs", "alone", "scale", "lock", "release"}
    assert [path.name for path in words if not path.read_text("utf-8").startswith("# ")] == []
    assert [path.name for path in words if path.read_text("utf-8").count("\n") > 40] == []


def test_ci_runs_the_same_suite_as_everybody():
    text = Path(ROOT / ".ci/run").read_text("utf-8")

    assert text.rstrip().endswith("exec ./baluarte test")
    subprocess.run(["sh", "-n", str(ROOT / ".ci/run")], check=True)
