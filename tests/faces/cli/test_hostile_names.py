"""What strangers write into names, paths and options: it is refused or shown in words, and never commands a terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from baluarte.faces.cli.printing import visible

COMMAND = Path(sys.executable).with_name("baluarte")
ASSETS = "organisation,kind,value\nclinic,cidr,192.0.2.0/24\n"
REPORT = "timestamp,ip,port,protocol,severity\n2026-03-05 03:00:00,192.0.2.1,3389,tcp,high\n"
NAME = "2026-03-05-scan_rdp-anahuac.csv"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "ours.csv").write_text(ASSETS)
    (tmp_path / NAME).write_text(REPORT)
    return tmp_path


def warn(place: Path, *words: str | bytes | Path, report: str | bytes | Path = NAME) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("BALUARTE_", "DATABASE_URL"))}
    return subprocess.run(
        [COMMAND, "warn", report, "--assets", "ours.csv", "--lang", "en", *words],
        cwd=place, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_file_name_that_is_no_text_is_read_and_shown_by_its_bytes(place):
    name = b"2026-03-05-scan_rdp-\xff\x1b[31m.csv"
    (place / NAME).rename(place / os.fsdecode(name))

    done = warn(place, "--json", "--out", "out", report=name)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"][0]["file"] == "2026-03-05-scan_rdp-%FF\x1b[31m.csv"
    assert json.loads((place / "out" / "accounting.json").read_text())["total"]["accepted"] == 1
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("content", [b"\x00\x01\xff\xfe", b"\xff" * 64, b"\x1b[31m: x", b"{" * 2000])
def test_a_mapping_that_is_no_text_is_refused_in_words(place, content):
    (place / "columns.yaml").write_bytes(content)

    done = warn(place, "--mapping", "columns.yaml", "--feed", "generic")

    assert (done.returncode, "[mapping." in done.stderr) == (2, True), done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("out", ["x" * 5000, "x" * 250, "a/" * 3000])
def test_a_folder_whose_name_no_file_system_takes_is_refused_in_words(place, out):
    done = warn(place, "--out", out)

    assert (done.returncode, "[command.out]" in done.stderr) == (2, True), done.stderr[-300:]


def test_a_link_to_the_folder_of_results_stays_a_link(place):
    (place / "results").mkdir()
    (place / "link").symlink_to("results")

    first, second = warn(place, "--out", "link"), warn(place, "--out", "link")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (place / "link").is_symlink()
    assert (place / "results" / "accounting.json").is_file()


def test_a_file_that_somebody_put_into_the_results_is_named_and_not_lost(place):
    warn(place, "--out", "out")
    (place / "out" / "my notes.txt").write_text("three days of work")

    refused = warn(place, "--out", "out")

    assert (refused.returncode, "my notes.txt" in refused.stderr, "[command.out-added]" in refused.stderr) == (2, True, True)
    assert (place / "out" / "my notes.txt").read_text() == "three days of work"
    (place / "out" / "my notes.txt").unlink()
    assert warn(place, "--out", "out").returncode == 0


@pytest.mark.parametrize("name", ["2026-03-05-SCAN_RDP-ANAHUAC.CSV", "2026-13-45-scan_rdp-anahuac.csv", "Scan_RDP.csv"])
def test_a_report_named_in_capitals_or_with_a_day_that_never_was_is_read_all_the_same(place, name):
    (place / NAME).rename(place / name)

    done = warn(place, "--json", report=name)

    assert json.loads(done.stdout)["total"]["accepted"] == 1, done.stdout


def test_what_would_command_a_terminal_is_written_out():
    shown = visible("a\x1b]0;title\x07b\x9b31m\u202egpj.exe\u200b\r\n\tc\ud800")

    assert shown == "a\\u001b]0;title\\u0007b\\u009b31m\\u202egpj.exe\\u200b\\u000d\n\tc\\ud800"
    assert json.loads(visible(json.dumps("\x1b\u202e\x9b", ensure_ascii=False))) == "\x1b\u202e\x9b"
