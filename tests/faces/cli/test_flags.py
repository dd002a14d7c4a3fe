import pytest

from baluarte import __version__
from baluarte.faces.cli.flags import read_flags


@pytest.mark.parametrize("words", [["--json=a,b", "org", "list"], ["org", "--json=a,b", "list"], ["org", "list", "--json=a,b"]])
def test_a_global_flag_may_stand_anywhere(words):
    flags, rest, wrong = read_flags(words, {})

    assert (flags.form, flags.fields, rest, wrong) == ("json", ("a", "b"), ["org", "list"], None)


def test_behind_two_dashes_nothing_is_a_flag():
    flags, rest, _ = read_flags(["org", "--", "--json"], {})

    assert flags.form == "table"
    assert rest == ["org", "--", "--json"]


@pytest.mark.parametrize(
    ("environment", "language"), [({"LANG": "es_MX.UTF-8"}, "es"), ({"LANG": "en_GB"}, "en"), ({}, "es"), ({"LANG": "C"}, "es")]
)
def test_the_language_follows_the_terminal_and_is_spanish_first(environment, language):
    assert read_flags([], environment)[0].language == language


def test_the_flag_decides_over_the_terminal():
    assert read_flags(["--lang=en"], {"LANG": "es_MX"})[0].language == "en"


def test_a_wrong_flag_is_told_in_the_form_that_was_asked_for(type_line):
    ended = type_line("version", "--color", "pink", "--json", "--lang", "es")

    assert ended.code == 2
    assert "pink" in ended.json["error"]["what"]


def test_the_version_is_told_by_flag_and_by_command(type_line):
    assert type_line("--version").out == f"baluarte {__version__}\n"
    assert type_line("version").out == f"baluarte {__version__}\n"
    assert type_line("version", "--json").json == {"version": __version__}


def test_amber_is_the_highest_label_unless_told_otherwise():
    assert read_flags([], {})[0].max_tlp == "amber"
    assert read_flags(["--max-tlp", "red"], {})[0].max_tlp == "red"
