"""Who gives which role to whom, until when, and what a provider's access is worth after its end date."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from baluarte.actions import constituency, rights, warning
from baluarte.actions.constituency import roles
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import OPERATOR, Actor, acting_for
from baluarte.core.rights.grants import Grant
from baluarte.core.rights.roles import DESK, TEAM
from baluarte.core.warning.lists import FINDINGS
from baluarte.store.ledger.models import Mark
from baluarte.store.rights.grants.tables import GrantRow
from baluarte.store.rights.models import Account

HOSPITAL, NETWORK = "hospital-central", "redes-del-sur"


@pytest.fixture
def land(world):
    """Two organisations, and nobody who acts for them."""
    for slug in (HOSPITAL, NETWORK):
        constituency.add_organisation(world, OPERATOR, Organisation(slug, slug.replace("-", " ").title()))
    return world


def member(world, name: str, *grants: Grant, home: str = "") -> Actor:
    """Open an account, give it roles, and sign it in."""
    link = roles.open_account(world, OPERATOR, name, home)
    for grant in grants:
        roles.give_role(world, OPERATOR, grant)
    return rights.sign_in(world, link)


def manager(world, name: str = "hospital-1", slug: str = HOSPITAL) -> Actor:
    return member(world, name, Grant(name, "organisation-manager", slug), home=slug)


def again(world, actor: Actor) -> Actor:
    """The same account, at its next request."""
    found = rights.actor_of(world, actor.id)
    assert found is not None
    return found


def findings(world, actor: Actor):
    return warning.list_findings(world, actor, read_query((), FINDINGS, world.now()))


def test_the_first_administrator_holds_every_role_of_the_team_and_each_ends(world):
    actor = rights.sign_in(world, rights.make_sign_in_link(world, OPERATOR))

    assert actor.roles == TEAM
    assert all(one.until is not None for one in actor.grants)


def test_somebody_new_of_the_team_has_the_desk_and_not_the_machine(world):
    actor = rights.sign_in(world, rights.make_sign_in_link(world, OPERATOR, "guardia-2"))

    assert actor.roles == DESK


def test_a_link_gives_back_no_role_that_was_taken(world):
    actor = rights.sign_in(world, rights.make_sign_in_link(world, OPERATOR, "guardia-2"))
    for number in GrantRow.objects.filter(role="approver").values_list("id", flat=True):
        roles.end_grant(world, OPERATOR, number)

    rights.make_sign_in_link(world, OPERATOR, "guardia-2")

    assert again(world, actor).roles == DESK - {"approver"}


def test_a_grant_ends_at_its_date_without_a_restart(land):
    until = land.machine_now() + timedelta(days=10)
    provider = member(land, "proveedor-1", Grant("proveedor-1", "provider", HOSPITAL, ("findings:read",), until))
    land.machine = until - timedelta(seconds=1)
    before = findings(land, again(land, provider))

    land.machine = until

    assert before.total == 0
    with pytest.raises(Refused):
        findings(land, again(land, provider))


def test_a_provider_of_two_clients_keeps_the_one_when_the_other_ends(land):
    soon, late = (land.machine_now() + timedelta(days=days) for days in (10, 100))
    given = [Grant("proveedor-1", "provider", slug, ("findings:read",), end) for slug, end in ((HOSPITAL, soon), (NETWORK, late))]
    provider = member(land, "proveedor-1", *given)
    both = provider.clients

    land.machine = soon
    after = acting_for(again(land, provider), HOSPITAL)

    assert both == (HOSPITAL, NETWORK)
    assert after.clients == (NETWORK,)
    assert after.organisation == NETWORK


def test_a_manager_lets_a_provider_in_and_out_again(land):
    lead = manager(land)
    provider = rights.sign_in(land, roles.open_account(land, lead, "proveedor-1"))
    given = roles.give_role(land, lead, Grant("proveedor-1", "provider", HOSPITAL, ("findings:read", "assets:read")))
    inside = again(land, provider)

    roles.end_grant(land, lead, given.number)

    assert inside.clients == (HOSPITAL,)
    assert given.until == land.machine_now() + timedelta(days=180)
    assert again(land, provider).roles == frozenset()


@pytest.mark.parametrize("role", ["organisation-manager", "analyst", "approver", "operator", "auditor"])
def test_a_manager_gives_nothing_beside_or_above_the_own_role(land, role):
    lead = manager(land)
    roles.open_account(land, lead, "hospital-2", HOSPITAL)
    grant = Grant("hospital-2", role, HOSPITAL if role == "organisation-manager" else "")

    with pytest.raises(Refused):
        roles.give_role(land, lead, grant)


def test_a_manager_gives_nothing_about_another_organisation(land):
    lead = manager(land)
    roles.open_account(land, lead, "hospital-2", HOSPITAL)

    with pytest.raises(Refused):
        roles.give_role(land, lead, Grant("hospital-2", "viewer", NETWORK))


def test_nobody_gives_a_role_to_themselves(land):
    lead = manager(land)
    chief = rights.sign_in(land, rights.make_sign_in_link(land, OPERATOR, "guardia-2"))

    for actor, grant in ((lead, Grant("hospital-1", "responder", HOSPITAL)), (chief, Grant("guardia-2", "auditor"))):
        with pytest.raises(Refused) as caught:
            roles.give_role(land, actor, grant)
        assert caught.value.why == "Nobody gives a role to themselves."


def test_people_of_the_team_and_of_others_are_to_a_manager_as_if_they_were_not(land):
    lead = manager(land)
    rights.make_sign_in_link(land, OPERATOR, "guardia-2")
    member(land, "red-1", Grant("red-1", "viewer", NETWORK), home=NETWORK)

    answers = []
    for name in ("guardia-2", "red-1", "nobody-1"):
        with pytest.raises(Missing) as caught:
            roles.give_role(land, lead, Grant(name, "viewer", HOSPITAL))
        answers.append((caught.value.code, caught.value.what.replace(name, "x")))

    assert len(set(answers)) == 1


def test_a_grant_of_another_organisation_is_one_that_never_was(land):
    lead = manager(land)
    member(land, "red-1", Grant("red-1", "viewer", NETWORK), home=NETWORK)
    foreign = GrantRow.objects.get(organisation=NETWORK).id

    answers = []
    for number in (foreign, 999_999):
        with pytest.raises(Missing) as caught:
            roles.end_grant(land, lead, number)
        answers.append(str(caught.value).replace(str(number), "x"))

    assert len(set(answers)) == 1
    assert roles.list_grants(land, lead).table["organisation"].to_list() == [HOSPITAL]


def test_whoever_holds_a_role_may_give_it_back(land):
    viewer = member(land, "hospital-2", Grant("hospital-2", "viewer", HOSPITAL), home=HOSPITAL)

    manager(land)
    foreign = GrantRow.objects.get(account__name="hospital-1").id

    roles.give_back_role(land, viewer, GrantRow.objects.get(account__name="hospital-2").id)

    with pytest.raises(Missing):
        roles.give_back_role(land, viewer, foreign)
    assert again(land, viewer).roles == frozenset()


def test_a_closed_account_is_nobody_and_its_tokens_and_roles_have_ended(land):
    lead = manager(land)
    viewer = member(land, "hospital-2", Grant("hospital-2", "viewer", HOSPITAL), home=HOSPITAL)

    roles.close_account(land, lead, "hospital-2")

    assert rights.actor_of(land, viewer.id) is None
    assert GrantRow.objects.get(account__name="hospital-2").ended_by == lead.id
    with pytest.raises(Unusable):
        roles.open_account(land, OPERATOR, "hospital-2", HOSPITAL)


def test_nobody_closes_an_account_that_is_more_than_they_could_give(land):
    coordinator = member(land, "coord-1")
    roles.give_role(land, OPERATOR, Grant("coord-1", "coordinator"))
    member(land, "mixed-1", Grant("mixed-1", "viewer", HOSPITAL), Grant("mixed-1", "auditor"), home=HOSPITAL)

    with pytest.raises(Refused):
        roles.close_account(land, again(land, coordinator), "mixed-1")
    with pytest.raises(Refused):
        roles.close_account(land, manager(land), "mixed-1")


@pytest.mark.parametrize(
    "grant",
    [
        Grant("hospital-1", "emperor", HOSPITAL),
        Grant("hospital-1", "system"),
        Grant("hospital-1", "viewer"),
        Grant("hospital-1", "analyst", HOSPITAL),
        Grant("hospital-1", "provider", HOSPITAL),
        Grant("hospital-1", "provider", HOSPITAL, ("everything:read",)),
        Grant("hospital-1", "viewer", HOSPITAL, ("findings:read",)),
    ],
    ids=lambda one: f"{one.role}-{one.organisation}-{len(one.scopes)}",
)
def test_a_grant_that_lacks_what_its_role_needs_is_refused(land, grant):
    manager(land)

    with pytest.raises(Unusable):
        roles.give_role(land, OPERATOR, grant)


@pytest.mark.parametrize("days", [-1, 0, 367, 100_000])
def test_a_role_ends_after_today_and_within_a_year(land, days):
    manager(land)
    grant = Grant("hospital-1", "viewer", HOSPITAL, until=land.machine_now() + timedelta(days=days))

    with pytest.raises(Unusable) as caught:
        roles.give_role(land, OPERATOR, grant)

    assert caught.value.code == "rights.grant-until"


def test_a_role_for_an_organisation_that_is_not_there_is_refused(land):
    manager(land)

    with pytest.raises(Missing):
        roles.give_role(land, OPERATOR, Grant("hospital-1", "viewer", "nobody-knows-it"))


def test_the_same_role_again_is_prolonged_and_not_doubled(land):
    lead = manager(land)

    for days in (30, 60):
        roles.give_role(land, OPERATOR, Grant("hospital-1", "viewer", HOSPITAL, until=land.machine_now() + timedelta(days=days)))

    held = [one for one in again(land, lead).grants if one.role == "viewer"]
    assert [one.until for one in held] == [land.machine_now() + timedelta(days=60)]


def test_the_roles_for_an_organisation_end_when_another_takes_it_over(land):
    lead = manager(land)

    warning.merge_organisations(land, OPERATOR, HOSPITAL, NETWORK)

    assert again(land, lead).roles == frozenset()


@pytest.mark.parametrize(
    "wrong",
    [{"until": None}, {"role": "viewer", "organisation": ""}, {"role": "analyst", "organisation": HOSPITAL}, {"role": "provider"}],
    ids=["no-end", "no-organisation", "too-many", "no-scope"],
)
def test_the_database_itself_refuses_a_grant_that_may_not_be(land, wrong):
    account = Account.objects.create(name="hospital-1", reach="constituent", made_at=land.now())
    right = {"role": "viewer", "organisation": HOSPITAL, "since": land.now(), "until": land.now() + timedelta(days=1), "given_by": "x"}

    with pytest.raises(IntegrityError), transaction.atomic():
        GrantRow.objects.create(account=account, **{**right, **wrong})


def test_every_act_on_roles_leaves_one_mark(land):
    before = Mark.objects.count()

    lead = manager(land)
    roles.list_grants(land, lead)
    roles.show_own_roles(land, lead)
    roles.give_back_role(land, lead, GrantRow.objects.get().id)

    assert list(Mark.objects.order_by("id")[before:].values_list("action", flat=True)) == [
        "open_account", "give_role", "sign_in", "give_back_role",
    ]  # fmt: skip
