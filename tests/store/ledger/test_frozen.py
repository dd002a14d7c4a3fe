"""What was marked stays as it was marked, even for code that goes round us."""

import pytest
from django.db import DatabaseError, transaction

from baluarte.store.constituency.apps import FROZEN as CONSTITUENCY
from baluarte.store.constituency.models import HistoryRow, OrganisationRow
from baluarte.store.ground.frozen import freeze, thawed
from baluarte.store.ledger.apps import FROZEN as LEDGER
from baluarte.store.ledger.models import AccessRecord, Mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(world):
    with world.one_entry("account-1", "change_thing", kind="change"):
        owner = OrganisationRow.objects.create(slug="salud", name="Salud")
        HistoryRow.objects.create(what="organisation", organisation=owner, row_id=owner.id, at=world.now(), actor="account-1", after={})
    with world.one_entry("account-1", "list_things"):
        pass


@pytest.mark.parametrize("model", [Mark, AccessRecord, HistoryRow])
def test_a_mark_an_access_record_and_a_history_cannot_be_rewritten(written, model):
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        model.objects.update(actor="nobody")

    assert model.objects.get().actor == "account-1"


def test_every_frozen_table_is_frozen_and_freezing_again_changes_nothing():
    assert thawed((*LEDGER, *CONSTITUENCY)) == ()

    freeze((*LEDGER, *CONSTITUENCY))

    assert thawed((*LEDGER, *CONSTITUENCY)) == ()
    assert thawed(("rights_account",)) == ("rights_account",)
