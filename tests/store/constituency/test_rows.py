"""The tables themselves refuse what must not be, whatever the code above them does."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from baluarte.store.constituency.models import AssetRow, ContactRow, OrganisationRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return OrganisationRow.objects.create(slug="salud", name="Salud")


@pytest.mark.parametrize("first", [None, date(2026, 1, 1)])
def test_a_period_of_an_asset_stands_once(owner, first):
    AssetRow.objects.create(organisation=owner, kind="domain", value="salud.example", valid_from=first)

    with pytest.raises(IntegrityError), transaction.atomic():
        AssetRow.objects.create(organisation=owner, kind="domain", value="salud.example", valid_from=first)

    AssetRow.objects.create(organisation=owner, kind="domain", value="salud.example", valid_from=date(2027, 1, 1))


def test_a_contact_stands_once_a_role(owner):
    ContactRow.objects.create(organisation=owner, role="duty", address="a@salud.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        ContactRow.objects.create(organisation=owner, role="duty", address="a@salud.example")

    ContactRow.objects.create(organisation=owner, role="abuse", address="a@salud.example")


def test_an_organisation_with_something_of_its_own_cannot_be_deleted(owner):
    ContactRow.objects.create(organisation=owner, role="duty", address="a@salud.example")

    with pytest.raises(ProtectedError):
        owner.delete()
