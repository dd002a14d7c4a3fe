"""The specifications say what the program does, and every vector is listed and used."""

import re

import pytest
from tests.house.building import ROOT

from baluarte.core.ledger.entries.kinds import kinds, vocabularies
from baluarte.core.ledger.entries.values import FORMS

PAGES = sorted((ROOT / "specs").rglob("*.md")) + sorted((ROOT / "vectors").rglob("*.md"))
ENTRIES = (ROOT / "specs/ledger/entries.md").read_text("utf-8")
VECTORS = ROOT / "vectors/ledger"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_specification_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_page_stands_in_the_list():
    listed = set(re.findall(r"\]\(([a-z-]+\.md)\)", (ROOT / "specs/ledger/README.md").read_text("utf-8")))

    assert listed == {path.name for path in (ROOT / "specs/ledger").glob("*.md")} - {"README.md"}


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_every_kind_stands_with_its_fields_lane_and_meaning(kind):
    row = next(line for line in ENTRIES.split("\n") if line.startswith(f"| `{kind.name}` |"))
    fields = re.findall(r"`([a-z0-9_]+)` ([a-z:-]+)", row.rsplit("|", 2)[1])

    assert dict(fields) == dict(kind.fields)
    assert f"| {kind.means.en} | {kind.lane} |" in row
    assert row.count("(one of two)") == len(kind.either)


def test_every_word_and_every_form_stands_there():
    for name, words in vocabularies().items():
        assert f"| `{name}` | {', '.join(words)} |" in ENTRIES
    rows = re.findall(r"^\| ([a-z, -]+) \| ", ENTRIES, re.MULTILINE)
    assert set(FORMS) <= {form for row in rows for form in row.split(", ")}


def test_every_vector_is_listed_and_used():
    table = (VECTORS / "README.md").read_text("utf-8")
    names = {path.name for path in VECTORS.iterdir()} - {"README.md"}
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests/core/ledger").glob("*.py"))

    for name in names:
        shortened = name.removeprefix("checkpoint").removesuffix(".txt")
        assert f"`{name}`" in table or f"`{shortened}`" in table, name
        assert f'"{name}"' in tests or (name.startswith("checkpoint-") and f'"{shortened[1:]}"' in tests), name
