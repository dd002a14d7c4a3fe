"""Every kind of finding has its words in both languages, and no finding is without a kind."""

import csv
import os
import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from baluarte.core.errors import Broken
from baluarte.core.feeds.taxonomy import incident_types, read_type
from baluarte.core.warning.findings import LAST, WORDS, kind_of, kinds, name_of, names
from baluarte.core.warning.findings.pages import read_page

KINDS = list(kinds().values())
ENGLISH = re.compile(r"\b(the|and|your|with|from|this|that|which|host|hosts|are|has|have|been|should)\b", re.IGNORECASE)
SPANISH = re.compile(r"\b(el|los|las|una|del|que|para|con|desde|equipo|equipos|su|sus|está|hacia|por)\b|[áéíóúñ¿¡]", re.IGNORECASE)
# What a colleague would not write to someone addressed as "usted".
FAMILIAR = re.compile(
    r"\b(tu|tus|tú|ti|contigo|vosotros|vuestro|ordenador|ordenadores|vale)\b|(?:^|[.:;] )(cierra|revisa|instala|cambia|busca|confirma)\b",
    re.IGNORECASE,
)
AMERICAN = re.compile(r"\b(organization|unauthorized|behavior|color|center)\b", re.IGNORECASE)
TECHNICAL = re.compile(r"«[^»]*»|“[^”]*”|TTL security|web shell|no vstack", re.IGNORECASE)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def official_types() -> list[dict[str, str]]:
    beside = Path(__file__).parents[4] / "shared" / "data"
    folder = Path(os.environ.get("OFFICIAL_DATA", beside))
    path = folder / "shadowserver" / "types.csv"
    if not path.is_file():
        pytest.skip("the official list of report types is not on this machine")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def own_reports() -> list[dict[str, str]]:
    text = files("baluarte.formats.shadowserver").joinpath("reports.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_rsit_type_has_a_kind_of_its_own():
    spoken = {code for kind in KINDS for code in kind.types}

    assert spoken == set(incident_types())


def test_every_identifier_of_our_table_of_reports_has_a_kind_and_a_name():
    stated = {row["identifier"] for row in own_reports() if row["identifier"]}
    claimed = {identifier for kind in KINDS for identifier in kind.identifiers}

    assert stated - claimed == set()
    assert stated - set(names()) == set()


def test_every_identifier_of_the_official_list_has_a_kind_and_a_name():
    rows = official_types()
    claimed = {identifier for kind in KINDS for identifier in kind.identifiers}

    assert {row["identifier"] for row in rows} - claimed <= {""}
    assert {row["identifier"] for row in rows} - set(names()) <= {""}
    assert all(kind_of(row["identifier"], read_type(row["classification"])) for row in rows)


def test_every_identifier_that_is_claimed_has_a_name_and_every_name_is_claimed():
    claimed = {identifier for kind in KINDS for identifier in kind.identifiers}

    assert claimed == set(names())


def test_what_nobody_claims_still_has_words():
    assert kind_of("", "").code == LAST
    assert kind_of("avalanche-andromeda", "infected-system").code == "infected-system"
    assert kind_of("CVE-2026-00001", "vulnerable-system").code == "known-flaw"
    assert kind_of("OPEN-RDP", "vulnerable-system").code == "remote-desktop"
    assert name_of("avalanche-andromeda").es == "avalanche-andromeda"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
class TestEachKind:
    def test_says_everything_in_both_languages(self, kind):
        for word in WORDS:
            text = getattr(kind, word)
            assert text.es.strip(), word
            assert text.en.strip(), word
            assert text.es != text.en or word == "name", word

    def test_has_no_word_of_the_other_language(self, kind):
        for word in WORDS:
            text = getattr(kind, word)
            assert not ENGLISH.search(TECHNICAL.sub("", text.es)), text.es
            assert not SPANISH.search(text.en), text.en

    def test_addresses_the_reader_as_usted_and_spells_as_the_british_do(self, kind):
        for word in WORDS:
            assert not FAMILIAR.search(getattr(kind, word).es), getattr(kind, word).es
            assert not AMERICAN.search(getattr(kind, word).en), getattr(kind, word).en

    def test_leaves_the_same_blanks_in_both_languages(self, kind):
        for word in WORDS:
            assert blanks(getattr(kind, word).es) == blanks(getattr(kind, word).en), word
        assert blanks(kind.many.es) == {"count"}
        assert blanks(kind.one.es) == set()
        assert blanks(kind.hunt.es) <= {"since"}

    def test_is_made_of_whole_sentences_and_one_of_consequence(self, kind):
        for word in ("one", "many", "consequence", "fix", "hunt", "check"):
            for language in ("es", "en"):
                text = getattr(kind, word).in_(language)
                assert text.endswith("."), text
                assert text[0].isupper() or text.startswith("{count}"), text
        assert ". " not in kind.consequence.es
        assert ". " not in kind.consequence.en

    def test_has_a_name_short_enough_for_a_subject(self, kind):
        assert len(kind.name.es) <= 24
        assert len(kind.name.en) <= 24
        assert kind.name.es == kind.name.es.strip(" .")

    def test_has_rules_of_the_known_words(self, kind):
        assert kind.counts in {"host", "account", "site", "address", "product", "organisation"}
        assert kind.seen in {"scan", "traffic", "published", "inventory", "stated"}


@pytest.mark.parametrize("identifier", sorted(names()))
def test_each_name_exists_in_both_languages_and_fits_a_table(identifier):
    name = names()[identifier]

    assert name.es
    assert name.en
    assert max(len(name.es), len(name.en)) <= 60
    assert not ENGLISH.search(name.es)
    assert not SPANISH.search(name.en)


def test_what_is_already_broken_into_cannot_wait():
    for code in ("web-shell", "infected-system", "command-server", "system-compromised", "ransomware-victim", "phishing-site"):
        assert kinds()[code].urgent, code
    for code in ("web-service", "device-inventory", "weak-crypto", "amplifier"):
        assert not kinds()[code].urgent, code


def test_a_key_that_stands_twice_is_refused():
    with pytest.raises(Broken):
        read_page("name: a\nname: b", "es.yaml", ("name",))


@pytest.mark.parametrize("page", ["name: [a, b]", "just a text", "name: a\nother: b", "", "other: b"])
def test_a_page_of_another_form_is_refused(page):
    with pytest.raises(Broken):
        read_page(page, "es.yaml", ("name",))


def test_nothing_is_guessed_from_a_value():
    assert read_page("name: no", "es.yaml", ("name",)) == {"name": "no"}
