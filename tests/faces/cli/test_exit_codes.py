import pytest

from baluarte.core.errors import Broken, Missing, Outdated, Refused, Unreachable, Unusable
from baluarte.core.ground.text import Text
from baluarte.faces.cli.terminal import Item

FAILURES = [
    (Unusable("a.b", "Wrong."), 2),
    (Refused("a.b", "No."), 3),
    (Missing("a.b", "None."), 4),
    (Outdated("a.b", "Old."), 5),
    (Unreachable("a.b", "Away."), 6),
    (Broken("a.b", "Broke."), 70),
    (RuntimeError("nobody foresaw this"), 70),
    (KeyboardInterrupt(), 130),
    (BrokenPipeError(), 0),
]


@pytest.mark.parametrize(("error", "code"), FAILURES, ids=lambda value: type(value).__name__)
def test_each_kind_of_failure_has_its_exit_code(type_line, error, code):
    ended = type_line("finding", "list", world=error)

    assert ended.code == code
    assert ended.out == ""


@pytest.mark.parametrize(("error", "code"), FAILURES[:-1], ids=lambda value: type(value).__name__)
def test_under_json_a_failure_is_one_document_with_code_and_sentences(type_line, error, code):
    ended = type_line("finding", "list", "--json", world=error)

    assert ended.code == code
    assert set(ended.json["error"]) == {"code", "what", "why", "fix"}


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-command",),
        ("finding", "no-such-verb"),
        ("doctor", "--no-such-flag"),
        ("delivery", "show", "not-a-number"),
        ("delivery", "show", str(2**70)),
        ("serve", "--port", "70000"),
        ("version", "--format", "xml"),
        ("version", "--lang"),
        ("finding", "show"),
    ],
)
def test_a_line_that_is_not_understood_ends_with_two_and_is_json_when_asked(type_line, words):
    plain, asked = type_line(*words), type_line(*words, "--json") if words[-1] != "--lang" else type_line("--json", *words)

    assert (plain.code, plain.out) == (2, "")
    assert asked.code == 2
    assert asked.json["error"]["code"].startswith("command.")


def test_a_misspelt_command_is_told_the_nearest(type_line):
    ended = type_line("findin", "list")

    assert "finding" in ended.err


def test_what_nobody_foresaw_shows_its_trace_only_when_asked(type_line):
    quiet = type_line("finding", "list", world=RuntimeError("the secret place"))
    loud = type_line("finding", "list", "-v", world=RuntimeError("the secret place"))

    assert "the secret place" not in quiet.err
    assert "the secret place" in loud.err


def test_a_doctor_who_finds_something_ends_with_one(type_line, machine):
    well = type_line("doctor")
    machine.items = (Item("disk", False, Text("poco", "little"), Text("", "why"), Text("", "fix")),)

    assert well.code == 0
    assert type_line("doctor").code == 1
    assert type_line("doctor", "--json").json["items"][0]["fix"] == "fix"
