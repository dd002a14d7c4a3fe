"""What matching is told: every vouched claim with its days, and nothing that is only claimed."""

from datetime import date

import pytest

from baluarte.core.warning.match import build_index
from baluarte.store.constituency.claims import claims
from baluarte.store.constituency.models import AssetRow, OrganisationRow

pytestmark = pytest.mark.django_db


def test_only_what_somebody_vouched_for_may_match():
    owner = OrganisationRow.objects.create(slug="salud", name="Salud")
    for value, assurance in (("192.0.2.0/24", 3), ("198.0.0.0/7", 0)):
        AssetRow.objects.create(organisation=owner, kind="cidr", value=value, assurance=assurance, valid_from=date(2025, 1, 1))
    AssetRow.objects.create(organisation=owner, kind="domain", value="salud.example", except_below="a.salud.example;b.salud.example")

    table = claims()

    assert table["value"].to_list() == ["192.0.2.0/24", "salud.example"]
    assert table["except_below"].to_list() == [[], ["a.salud.example", "b.salud.example"]]
    assert table["first"].to_list() == [date(2025, 1, 1), None]
    assert build_index(table)
