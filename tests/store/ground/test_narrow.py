"""A query string becomes the same rows in the same order on every database."""

from datetime import UTC, date, datetime

import pytest

from baluarte.core.constituency.lists import ASSETS, ORGANISATIONS
from baluarte.core.ground.query import read_query
from baluarte.store.constituency.models import AssetRow, OrganisationRow
from baluarte.store.ground.narrow import narrow, window

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, tzinfo=UTC)
PATHS = {
    "slug": "slug",
    "name": "name",
    "kind": "kind",
    "sector": "sector",
    "territory": "territory",
    "parent": "parent__slug",
    "language": "language",
    "criticality": "criticality",
    "status": "status",
    "merged_into": "merged_into__slug",
}
ASSET_PATHS = {column.name: column.name for column in ASSETS.columns} | {"organisation": "organisation__slug"}


@pytest.fixture
def register():
    ministry = OrganisationRow.objects.create(slug="salud", name="Secretaría de Salud", sector="health", criticality="critical")
    OrganisationRow.objects.create(slug="hospital", name="Hospital del Niño", sector="health", criticality="low", parent=ministry)
    OrganisationRow.objects.create(slug="agua", name="Água Ñandú", sector="drinking-water", criticality="high", language="both")
    OrganisationRow.objects.create(slug="zeta", name="zeta_100%", sector="energy", criticality="medium")


def _slugs(*pairs, shape=ORGANISATIONS):
    query = read_query(pairs, shape, NOW)
    return [row.slug for row in window(narrow(OrganisationRow.objects.all(), query, PATHS), query)[0]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("NIÑO", ["hospital"]),
        ("nino", ["hospital"]),
        ("agua nandu", ["agua"]),
        ("secretari\u0301a", ["salud"]),
        ("salud", ["hospital", "salud"]),  # the hospital by its parent
        ("_100%", ["zeta"]),
        ("%", ["zeta"]),
        ("'; drop table", []),
    ],
)
def test_search_folds_accents_and_case_and_takes_signs_for_signs(register, words, found):
    assert sorted(_slugs(("q", words))) == found


def test_names_are_sorted_without_regard_to_accents_and_case(register):
    assert _slugs() == ["agua", "hospital", "salud", "zeta"]
    assert _slugs(("sort", "-name")) == ["zeta", "salud", "hospital", "agua"]


def test_choices_are_sorted_as_the_shape_orders_them(register):
    assert _slugs(("sort", "criticality")) == ["salud", "agua", "zeta", "hospital"]


def test_a_filter_is_any_of_its_values_and_not_is_none_of_them(register):
    assert _slugs(("sector", "health"), ("sector", "energy")) == ["hospital", "salud", "zeta"]
    assert _slugs(("sector.not", "health")) == ["agua", "zeta"]


def test_an_empty_value_finds_what_has_none(register):
    assert _slugs(("parent", "")) == ["agua", "salud", "zeta"]
    assert _slugs(("parent.not", "salud")) == ["agua", "salud", "zeta"]


def test_days_are_bounded_at_both_ends_and_unknown_ends_stand_last(register):
    owner = OrganisationRow.objects.get(slug="agua")
    for value, until in [("a.example", date(2026, 3, 1)), ("b.example", None), ("c.example", date(2026, 2, 1))]:
        AssetRow.objects.create(organisation=owner, kind="domain", value=value, valid_until=until)

    def values(*pairs):
        query = read_query(pairs, ASSETS, NOW)
        return [row.value for row in narrow(AssetRow.objects.all(), query, ASSET_PATHS)]

    assert values(("valid_until.from", "2026-02-01"), ("valid_until.to", "2026-02-28")) == ["c.example"]
    assert values(("sort", "valid_until")) == ["c.example", "a.example", "b.example"]
    assert values(("sort", "-valid_until")) == ["a.example", "c.example", "b.example"]
    assert values(("assurance", "3"), ("assurance", "2.5")) == ["a.example", "b.example", "c.example"]


def test_a_page_holds_its_rows_and_the_count_of_all():
    OrganisationRow.objects.bulk_create([OrganisationRow(slug=f"o-{n:03d}", name="Igual") for n in range(60)])
    query = read_query([("page", "3")], ORGANISATIONS, NOW)

    rows, total = window(narrow(OrganisationRow.objects.all(), query, PATHS), query)

    assert [row.slug for row in rows] == [f"o-{n:03d}" for n in range(50, 60)]
    assert total == 60
