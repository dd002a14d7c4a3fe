import pytest

from baluarte.actions.constituency import add_asset, add_organisation
from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.rights.actors import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = "timestamp,ip,port,protocol\n2026-03-05 01:00:00,192.0.2.9,443,tcp\n"
BAD = GOOD + "2026-03-05 01:00:00,192.0.2.999,443,tcp\n"
NAME = "2026-03-05-scan_ssl-anahuac.csv"


@pytest.fixture
def report(tmp_path):
    def written(text, name=NAME):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return written


@pytest.fixture
def served(world):
    """One organisation with one network."""
    add_organisation(world, OPERATOR, Organisation("hospital-central", "Hospital Central"))
    add_asset(world, OPERATOR, Asset("hospital-central", "cidr", "192.0.2.0/24"))
    return world


def test_a_clean_report_ends_with_nought_and_one_with_a_bad_row_with_one(type_line, served, report):
    clean = type_line("import", report(GOOD), "--json", world=served)
    spoilt = type_line("import", report(BAD), "--json", world=served)

    assert (clean.code, clean.json[0]["accepted"], clean.json[0]["matched"]) == (0, 1, 1)
    assert (spoilt.code, spoilt.json[0]["duplicate"], spoilt.json[0]["quarantined"]) == (1, 1, 1)


def test_a_rehearsal_ends_as_the_real_run_would_and_writes_nothing(type_line, served, report):
    rehearsed = type_line("import", report(BAD), "--dry-run", "--json", world=served)

    assert (rehearsed.code, rehearsed.json[0]["accepted"], rehearsed.json[0]["quarantined"]) == (1, 1, 1)
    assert type_line("delivery", "list", "--json", world=served).json == []


def test_one_refused_file_among_several_stops_nothing(type_line, served, report):
    ended = type_line("import", report(GOOD), report("", "empty.csv"), "/nowhere/at-all.csv", world=served)

    assert ended.code == 1
    assert NAME in ended.out
    assert "at-all.csv" in ended.err


def test_where_no_file_could_be_read_it_ends_with_two(type_line, served):
    ended = type_line("import", "/nowhere/at-all.csv", "--json", world=served)

    assert ended.code == 2
    assert ended.json["error"]["code"] == "command.file"


def test_a_table_of_ones_own_is_read_by_a_mapping(type_line, served, report):
    table = report("when\tsrc\n2026-03-05T01:00:00\t192.0.2.9\n", "own.tsv")
    mapping = report("columns: {seen: when, address: src}\nzone: UTC\nidentifier: own-list\n", "columns.yaml")

    ended = type_line("import", table, "--mapping", mapping, "--json", world=served)

    assert (ended.code, ended.json[0]["matched"]) == (0, 1)
    assert type_line("finding", "list", "--json=identifier", world=served).json == [{"identifier": "own-list"}]


def test_a_register_takes_what_it_exports_and_names_the_rows_it_refuses(type_line, served, report):
    exported = type_line("asset", "list", "--format", "csv", world=served).out
    same = type_line("import", "--type", "assets", report(exported, "assets.csv"), "--json", world=served)
    wrong = type_line("import", "--type", "assets", report(exported.replace("192.0.2.0/24", "192.0.2.1/24"), "assets.csv"), world=served)

    assert (same.code, same.json[0]["unchanged"], same.json[0]["rejected"]) == (0, 1, 0)
    assert wrong.code == 1
    assert "assets.csv:2" in wrong.err


def test_a_finding_is_answered_and_nothing_is_muted_for_ever(type_line, served, report):
    type_line("import", report(GOOD), world=served)
    folio = type_line("finding", "list", "--json=folio", world=served).json[0]["folio"]

    forever = type_line("finding", "answer", folio, "accept-until", "--why", "Se cambia.", world=served)
    accepted = type_line("finding", "answer", folio, "accept-until", "--why", "Se cambia.", "--until", "2026-05-01", world=served)

    assert (forever.code, accepted.code) == (2, 0)
    assert type_line("finding", "show", folio, "--json", world=served).json["state"] == "accepted"
    assert type_line("finding", "show", "AN-2026-999999", world=served).code == 4
    assert type_line("finding", "show", folio, "--max-tlp", "clear", world=served).code == 3


def test_the_check_agrees_and_says_so_in_one_document(type_line, served, report):
    type_line("import", report(BAD), world=served)

    assert type_line("check", "accounting", "--deep", world=served).code == 0
    assert type_line("check", "--json", world=served).json["holds"] is True
