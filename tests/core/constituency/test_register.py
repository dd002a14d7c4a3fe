"""A file of the register changes what it says, keeps what it does not say, and loses no good row."""

from datetime import date

import polars as pl
import pytest

from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.constituency.register import imported, plan_assets, plan_contacts, plan_organisations
from baluarte.core.constituency.row import _words, what_and_fix

TODAY = date(2026, 3, 5)
MINISTRY = Organisation("salud", "Secretaría de Salud", "ministry", "health", "MX", language="both", criticality="critical")
HOSPITAL = Organisation("hospital-central", "Hospital Central", "hospital", "health", "MX-CMX", parent="salud")
STANDING = {one.slug: one for one in (MINISTRY, HOSPITAL)}


def _table(*records):
    columns = list(dict.fromkeys(name for record in records for name in record))
    rows = [{name: record.get(name, "") for name in columns} | {"#line": line} for line, record in enumerate(records, 2)]
    return pl.DataFrame(rows, schema_overrides={"#line": pl.UInt32})


def _codes(plan):
    return [(problem.line, problem.column, problem.code) for problem in plan.problems]


def test_what_was_exported_changes_nothing():
    plan = plan_organisations(_table(MINISTRY.to_dict(), HOSPITAL.to_dict()), STANDING)

    assert imported(plan).to_dict() == {"read": 2, "changed": 0, "unchanged": 2, "new": 0, "rejected": 0}


def test_a_column_that_is_missing_keeps_what_stands():
    plan = plan_organisations(_table({"slug": "salud", "name": "Salud Pública"}), STANDING)

    assert plan.changed == [(MINISTRY, Organisation("salud", "Salud Pública", "ministry", "health", "MX", "", "both", "critical"))]


def test_choices_may_be_written_in_the_words_of_either_language():
    plan = plan_organisations(_table({"slug": "agua", "name": "Agua", "sector": "Agua potable", "criticality": "High"}), STANDING)

    assert (plan.new[0].sector, plan.new[0].criticality) == ("drinking-water", "high")


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"slug": "", "name": "A"}, ("slug", "row.missing")),
        ({"slug": "A B", "name": "A"}, ("slug", "organisation.slug")),
        ({"slug": "a", "name": ""}, ("name", "row.missing")),
        ({"slug": "a", "name": "x" * 201}, ("name", "row.too-long")),
        ({"slug": "a", "name": "A\x00B"}, ("name", "row.odd-characters")),
        ({"slug": "a", "name": "A", "sector": "helth"}, ("sector", "row.not-a-choice")),
        ({"slug": "a", "name": "A", "territory": "Oaxaca"}, ("territory", "organisation.territory")),
        ({"slug": "a", "name": "A", "parent": "nobody"}, ("parent", "organisation.unknown")),
        ({"slug": "a", "name": "A", "parent": "a"}, ("parent", "organisation.cycle")),
        ({"slug": "hospital-central", "name": "H", "status": "merged", "merged_into": "salud"}, ("status", "organisation.merge")),
    ],
)
def test_a_bad_row_comes_back_and_the_good_one_beside_it_lands(record, problem):
    plan = plan_organisations(_table({"slug": "good", "name": "Good"}, record), STANDING)

    assert [one.slug for one in plan.new] == ["good"]
    assert _codes(plan) == [(3, *problem)]


def test_the_sheet_says_line_what_and_fix_in_both_languages():
    plan = plan_organisations(_table({"slug": "a", "name": "A", "sector": "helth"}), STANDING)

    english, spanish = imported(plan).rejected, imported(plan).rejected_in("es")

    assert english.columns == ["line", "column", "value", "code", "what", "fix"]
    assert english.row(0)[:4] == (2, "sector", "helth", "row.not-a-choice")
    assert english["fix"][0] == "Use one of the published codes. Did you mean “health”?"
    assert spanish["what"][0] == "No es uno de los valores de la lista."


def test_a_circle_through_rows_of_the_file_is_refused_and_the_rest_lands():
    table = _table(
        {"slug": "a", "name": "A", "parent": "b"},
        {"slug": "b", "name": "B", "parent": "a"},
        {"slug": "below-a", "name": "Below", "parent": "a"},
        {"slug": "good", "name": "Good", "parent": "salud"},
    )

    plan = plan_organisations(table, STANDING)

    assert [one.slug for one in plan.new] == ["good"]
    assert sorted(_codes(plan)) == [
        (2, "parent", "organisation.cycle"),
        (3, "parent", "organisation.cycle"),
        (4, "parent", "organisation.unknown"),
    ]


def test_a_parent_may_not_move_below_its_own_child():
    plan = plan_organisations(_table({"slug": "salud", "name": "Salud", "parent": "hospital-central"}), STANDING)

    assert _codes(plan) == [(2, "parent", "organisation.cycle")]


def test_a_parent_may_be_a_later_row_of_the_same_file():
    plan = plan_organisations(_table({"slug": "a", "name": "A", "parent": "b"}, {"slug": "b", "name": "B"}), {})

    assert len(plan.new) == 2


def test_a_row_that_stands_twice_counts_once():
    plan = plan_organisations(_table({"slug": "a", "name": "A"}, {"slug": "a", "name": "Other"}), {})

    assert [one.name for one in plan.new] == ["A"]
    assert imported(plan).to_dict() == {"read": 2, "changed": 0, "unchanged": 0, "new": 1, "rejected": 1}


def test_contacts_are_compared_by_organisation_role_and_address():
    stands = Contact("salud", "security", "seguridad@salud.example", since=date(2025, 1, 1))
    table = _table(
        {"organisation": "salud", "role": "security", "address": "seguridad@SALUD.example", "schedule": "daily-digest"},
        {"organisation": "salud", "role": "duty", "address": "guardia@salud.example", "schedule": ""},
        {"organisation": "salut", "role": "duty", "address": "x@salud.example", "schedule": ""},
        {"organisation": "salud", "role": "abuse", "address": "a@b.example, c@d.example", "schedule": ""},
    )

    plan = plan_contacts(table, {("salud", "security", stands.address): stands}, STANDING, TODAY)

    assert [after.schedule for _, after in plan.changed] == ["daily-digest"]
    assert [(one.role, one.schedule, one.since) for one in plan.new] == [("duty", "always", TODAY)]
    assert _codes(plan) == [(4, "organisation", "organisation.unknown"), (5, "address", "contact.address")]
    assert plan.problems[0].near == "salud"


def test_an_asset_may_end_and_begin_anew_in_one_file():
    stands = Asset("salud", "cidr", "192.0.2.0/24", date(2024, 1, 1))
    again = {"organisation": "salud", "kind": "cidr", "value": "192.0.2.0/24", "valid_from": "2026-01-01", "valid_until": ""}
    ended = again | {"valid_from": "2024-01-01", "valid_until": "2025-06-30"}

    plan = plan_assets(_table(again, ended), [stands], STANDING)

    assert [(one.valid_from, one.valid_until) for one in plan.new] == [(date(2026, 1, 1), None)]
    assert [after.valid_until for _, after in plan.changed] == [date(2025, 6, 30)]
    assert not plan.problems


def test_two_periods_of_one_asset_never_share_a_day():
    stands = Asset("salud", "domain", "salud.example", date(2024, 1, 1), date(2025, 1, 1))
    row = {"organisation": "salud", "kind": "domain", "value": "salud.example", "valid_from": "2025-01-01"}

    plan = plan_assets(_table(row), [stands], STANDING)

    assert _codes(plan) == [(2, "value", "asset.overlap")]


def test_two_organisations_may_hold_the_same_asset():
    stands = Asset("salud", "domain", "salud.example")
    row = {"organisation": "hospital-central", "kind": "domain", "value": "salud.example"}

    plan = plan_assets(_table(row), [stands], STANDING)

    assert len(plan.new) == 1


def test_a_file_without_days_means_the_asset_that_stands():
    stands = Asset("salud", "domain", "salud.example", date(2024, 1, 1))
    row = {"organisation": "salud", "kind": "domain", "value": "Salud.Example", "except_below": "b.salud.example; a.salud.example"}

    plan = plan_assets(_table(row), [stands], STANDING)

    assert [after.except_below for _, after in plan.changed] == [("a.salud.example", "b.salud.example")]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"kind": "subnet"}, ("kind", "asset.kind")),
        ({"value": "192.0.2.7/24"}, ("value", "value.host-bits")),
        ({"value": "0.0.0.0/0"}, ("value", "value.everything")),
        ({"valid_from": "01/03/2026"}, ("valid_from", "row.day")),
        ({"valid_from": "2026-02-30"}, ("valid_from", "row.day")),
        ({"valid_from": "2026-02-02", "valid_until": "2026-02-01"}, ("valid_until", "row.days-reversed")),
        ({"assurance": "4"}, ("assurance", "row.number")),
        ({"except_below": "b.example"}, ("except_below", "asset.except-below")),
    ],
)
def test_a_bad_asset_says_which_cell(cells, problem):
    row = {"organisation": "salud", "kind": "cidr", "value": "192.0.2.0/24"}

    plan = plan_assets(_table(row | cells), [], STANDING)

    assert _codes(plan) == [(2, *problem)]


def test_a_very_wide_network_is_only_claimed_until_somebody_vouches_for_it():
    row = {"organisation": "salud", "kind": "cidr", "value": "198.0.0.0/7"}

    plan = plan_assets(_table(row, row | {"value": "200.0.0.0/7", "assurance": "3"}), [], STANDING)

    assert [one.assurance for one in plan.new] == [0, 3]


def test_a_spreadsheets_midnight_is_still_a_day():
    row = {"organisation": "salud", "kind": "domain", "value": "salud.example", "valid_from": "2026-03-01 00:00:00"}

    plan = plan_assets(_table(row), [], STANDING)

    assert plan.new[0].valid_from == date(2026, 3, 1)


def test_every_code_has_words_and_they_are_sentences():
    for code in _words():
        what, fix = what_and_fix(code)
        assert all(text.endswith(".") for text in (what.es, what.en, fix.es, fix.en)), code
