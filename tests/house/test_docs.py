"""The docs match the code: what is printed is fresh, what is named exists, what is linked is there."""

import re

import pytest
from tests.house.building import ROOT, kept, short
from tools.docs.actions import actions
from tools.docs.commands import commands
from tools.docs.errors import codes
from tools.docs.pages import pages

from baluarte.formats.problems import catalogue

PAGES = tuple(path for path in kept() if path.suffix == ".md" and not short(path).startswith(("src/", "tests/", "packs/")))
FIRST = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_printed_page_is_the_one_that_the_code_would_print_today(page):
    assert page.path.exists(), "run ./baluarte dev docs"
    assert page.path.read_text("utf-8") == page.text, "run ./baluarte dev docs"


def test_every_command_says_what_it_does_in_both_languages():
    silent = [name for name, command in commands() if "\x1f" not in (command.help or "") and not hasattr(command, "commands")]

    assert silent == []


def test_every_command_has_an_example_that_begins_with_its_name():
    odd = [
        name
        for name, command in commands()
        if not hasattr(command, "commands") and not re.search(rf"^(\w+=\S+ )*{name}\b", (command.epilog or "").strip(), re.MULTILINE)
    ]

    assert odd == []


def test_every_error_has_sentences_in_spanish():
    # `Broken` keeps its class's words: people get an apology and a number, never the inside of the machine.
    without = [one.code for one in codes() if one.kind != "Broken" and one.code not in catalogue()]

    assert without == []


def test_every_spanish_sentence_belongs_to_a_code_that_is_raised():
    raised = {one.code for one in codes()}
    written = "".join(path.read_text("utf-8") for path in (ROOT / "src/baluarte").rglob("*.py"))

    unused = [code for code in catalogue() if "." in code and code not in raised and f'"{code}"' not in written]

    assert unused == []


def test_the_list_of_actions_is_the_list_of_powers():
    text = (ROOT / "docs/reference/actions.md").read_text("utf-8")

    assert [one.name for one in actions() if f"`{one.name}(" not in text] == []


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_every_link_between_pages_leads_somewhere(path):
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))

    lost = [target for target in targets if "://" not in target and not (path.parent / target).exists()]

    assert lost == []


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_every_file_that_a_page_names_is_there(path):
    named = re.findall(
        r"`((?:src|tests|tools|docs|packs|requirements)/[\w./-]+|(?:core|formats|store|gateways|actions|faces)/[\w./]+\.py)`",
        path.read_text("utf-8"),
    )

    lost = [name for name in named if not (ROOT / name).exists() and not (ROOT / "src/baluarte" / name).exists()]

    assert lost == []


@pytest.mark.parametrize("name", FIRST)
def test_a_first_page_fits_on_its_screens(name):
    text = (ROOT / name).read_text("utf-8")

    assert text.count("\n") <= 80
    assert "badge" not in text


def test_the_shaft_of_one_warning_names_files_that_exist():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    shaft = text.partition("```text")[2].partition("```")[0]
    files = [line.split()[0].rstrip(",") for line in shaft.strip().split("\n")]

    assert [file for file in files if not (ROOT / "src/baluarte" / file).exists()] == []
