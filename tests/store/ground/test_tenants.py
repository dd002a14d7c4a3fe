"""Rows of others are hidden by the database itself, with every rule of the code above left out."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions import constituency as register
from baluarte.actions import warning
from baluarte.actions.constituency import claims, sharing
from baluarte.core.constituency.claims.lists import OWNERSHIP
from baluarte.core.constituency.lists import ASSETS
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import Actor
from baluarte.core.warning.lists import FINDINGS
from baluarte.store.constituency.models import AssetRow, ContactRow, OrganisationRow
from baluarte.store.ground.nets import tenants
from baluarte.store.rights.tenants import act_for, organisations_of
from baluarte.store.warning.models import FindingRow

CLINIC = Actor("account-clinic", "constituent", "clinica")
REPORT = HEADER + line("192.0.2.7") + line("198.51.100.9") + line("198.51.100.10")


@contextmanager
def bound():
    """Be a user of the database whom its policies bind: a test is a superuser, who passes through them all."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite hides no rows: there the ties and the rules stand alone")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE of_this_test NOLOGIN NOSUPERUSER NOBYPASSRLS")
        cursor.execute("GRANT USAGE, CREATE ON SCHEMA public TO of_this_test")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO of_this_test")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO of_this_test")
        cursor.execute("SET LOCAL ROLE of_this_test")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def two(world):
    """A clinic with one network and a mill with another, each with a finding."""
    organisation("clinica", "192.0.2.0/24", contacts=("a@clinica.example",))
    organisation("molino", "198.51.100.0/24", contacts=("b@molino.example",))
    ingest(world, REPORT)
    return world


def slugs(model):
    return set(model.objects.values_list("organisation__slug", flat=True))


def test_who_acts_for_one_organisation_is_shown_its_rows_alone(two):
    with bound(), tenants.acting_for({"clinica"}):
        seen = {model.__name__: slugs(model) for model in (AssetRow, ContactRow, FindingRow)}

    assert seen == {"AssetRow": {"clinica"}, "ContactRow": {"clinica"}, "FindingRow": {"clinica"}}


def test_the_rules_switched_off_still_show_nothing_of_others(two, officer):
    # The officer may see everything by the rules; the database is told otherwise.
    with bound(), tenants.acting_for({"clinica"}):
        findings = warning.list_findings(two, officer, read_query((), FINDINGS, two.now()))
        assets = register.list_assets(two, officer, read_query((), ASSETS, two.now()))

    assert findings.total == 1
    assert assets.table["organisation"].to_list() == ["clinica"]


def test_rows_of_others_are_neither_changed_nor_made_nor_deleted(two):
    molino = OrganisationRow.objects.get(slug="molino")

    with bound(), tenants.acting_for({"clinica"}):
        changed = AssetRow.objects.update(criticality="low")
        gone, _ = ContactRow.objects.filter(organisation=molino).delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            AssetRow.objects.create(organisation=molino, kind="domain", value="molino.example")

    assert (changed, gone) == (1, 0)
    assert AssetRow.objects.get(organisation=molino).criticality == ""


def test_a_connection_that_says_nothing_is_shown_nothing(two):
    with bound():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, NULL, false)", [tenants.SETTING])
        seen = FindingRow.objects.count()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [tenants.SETTING, tenants.EVERYBODY])

    assert seen == 0


def test_the_bulk_path_of_a_delivery_goes_through_the_net(world):
    organisation("clinica", "192.0.2.0/24")
    organisation("molino", "198.51.100.0/24")

    with bound():
        ingest(world, REPORT)

    assert FindingRow.objects.count() == 3


def test_a_member_works_within_the_net_and_shares_across_it(two, officer):
    organisation("soporte", kind="supplier")
    two.questions.records["_baluarte-verify.clinica.example"] = ()

    with bound():
        act_for(CLINIC)
        try:
            token = claims.show_proof_token(two, CLINIC).token
            two.questions.records["_baluarte-verify.clinica.example"] = (f"baluarte-verify={token}",)
            number = claims.claim_assets(two, CLINIC, "", "clinica.example")[0].number
            held = claims.check_claim(two, CLINIC, number).claim.standing.holds
            shared = sharing.share_assets(two, CLINIC, "", "soporte", ("clinica.example",))
            listed = claims.list_claims(two, CLINIC, read_query((), OWNERSHIP, two.now())).total
        finally:
            tenants.act_for_everybody()

    assert (held, shared, listed) == (True, 1, 1)


def test_every_table_of_an_organisation_is_guarded_and_a_lost_policy_is_missed(two):
    assert {"warning_findingrow", "constituency_assetrow", "replies_replyrow"} <= set(tenants.guarded())
    assert tenants.missing_policies() == ()

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE warning_findingrow NO FORCE ROW LEVEL SECURITY")
        assert tenants.missing_policies() == ("warning_findingrow",)
        tenants.raise_policies()
        assert tenants.missing_policies() == ()


@pytest.mark.parametrize(
    ("actor", "organisations"),
    [
        (Actor("a", "officer"), None),
        (Actor("s", "system"), None),
        (Actor("v", "visitor"), None),
        (CLINIC, frozenset({"clinica"})),
        (Actor("n", "constituent"), frozenset()),
    ],
)
def test_the_team_and_the_jobs_act_for_everybody_and_a_member_for_its_own(actor, organisations):
    assert organisations_of(actor) == organisations
