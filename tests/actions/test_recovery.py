"""Beginning again without one's factors: never alone, never at once, never unseen."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from baluarte.actions import rights
from baluarte.actions.rights import recovery
from baluarte.core.errors import Missing, Refused
from baluarte.core.rights.actors import OPERATOR, VISITOR, Actor
from baluarte.core.rights.grants import Grant
from baluarte.store.ledger.models import Mark
from baluarte.store.rights.grants import shelf as grants
from baluarte.store.rights.models import Account

DAY = timedelta(hours=24)


@pytest.fixture
def team(world) -> dict[str, Actor]:
    """Three of the team, each of whom may vouch, and what they are called."""
    made = {}
    for name in ("administrator", "guardia-2", "guardia-3"):
        made[name] = rights.sign_in(world, rights.make_sign_in_link(world, OPERATOR, name))
        _give(made[name], world)
        made[name] = rights.actor_of(world, made[name].id)
    return made


@pytest.fixture
def lost(world) -> Account:
    """A contact of the hospital who had an application, and lost its telephone."""
    account = Account.objects.create(name="contacto", reach="constituent", organisation="hospital-central", made_at=world.machine)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    return account


def test_an_account_of_the_team_needs_two_colleagues_and_a_day(world, team):
    first = recovery.approve_recovery(world, team["administrator"], "guardia-2", "colleague")
    second = recovery.approve_recovery(world, team["guardia-3"], "guardia-2", "colleague")
    with pytest.raises(Refused) as early:
        recovery.complete_recovery(world, team["guardia-3"], "guardia-2")
    world.move(DAY)
    link = recovery.complete_recovery(world, team["guardia-3"], "guardia-2")

    assert (first.lacking, second.lacking, early.value.code) == (1, 0, "rights.recovery-early")
    assert rights.sign_in(world, link).id == team["guardia-2"].id


def test_one_colleague_is_not_enough_however_long_one_waits(world, team):
    recovery.approve_recovery(world, team["administrator"], "guardia-2", "colleague")
    world.move(timedelta(days=30))

    with pytest.raises(Refused):
        recovery.complete_recovery(world, team["administrator"], "guardia-2")


@pytest.mark.parametrize("who", ["guardia-2", "administrator"])
def test_nobody_vouches_for_themselves_and_nobody_twice(world, team, who):
    recovery.approve_recovery(world, team["administrator"], "guardia-2", "colleague")

    with pytest.raises(Refused) as refused:
        recovery.approve_recovery(world, team[who], "guardia-2", "colleague")

    assert refused.value.code == "rights.vouch"


def test_the_server_and_its_administrator_are_one_person(world, team):
    recovery.approve_recovery(world, team["administrator"], "guardia-2", "colleague")

    with pytest.raises(Refused):
        recovery.approve_recovery(world, OPERATOR, "guardia-2", "colleague")


def test_a_contact_needs_its_domain_and_a_call_and_two_people(world, team, lost):
    first = recovery.approve_recovery(world, team["administrator"], "contacto", "call")
    with pytest.raises(Refused):
        recovery.approve_recovery(world, team["guardia-2"], "contacto", "call")
    second = recovery.approve_recovery(world, team["guardia-2"], "contacto", "domain")
    recovery.complete_recovery(world, team["guardia-2"], "contacto")

    assert (first.lacking, second.lacking) == (1, 0)
    assert Authenticator.objects.filter(user=lost).count() == 0


def test_every_session_ends_when_an_account_is_opened_anew(world, team, lost):
    before = lost.get_session_auth_hash()
    for who, ground in (("administrator", "call"), ("guardia-2", "domain")):
        recovery.approve_recovery(world, team[who], "contacto", ground)

    recovery.complete_recovery(world, team["guardia-2"], "contacto")

    lost.refresh_from_db()
    assert lost.get_session_auth_hash() != before
    assert not lost.has_usable_password()


def test_anybody_of_the_team_and_the_owner_stop_it(world, team, lost):
    for who in (team["guardia-3"], Actor(f"account-{lost.id}", "constituent", "hospital-central")):
        recovery.approve_recovery(world, team["administrator"], "contacto", "call")
        recovery.stop_recovery(world, who, "contacto")

        with pytest.raises(Missing):
            recovery.complete_recovery(world, team["guardia-2"], "contacto")


def test_another_organisation_and_a_stranger_stop_nothing_and_see_nothing(world, team, lost, operator):
    recovery.approve_recovery(world, team["administrator"], "contacto", "call")

    for who in (operator, VISITOR):
        for act in (lambda one=who: recovery.stop_recovery(world, one, "contacto"), lambda one=who: recovery.list_recoveries(world, one)):
            with pytest.raises(Refused):
                act()
    assert [one.account for one in recovery.list_recoveries(world, team["guardia-2"])] == ["contacto"]


def test_the_team_is_told_each_time_and_the_mail_opens_nothing(world, team, lost):
    recovery.approve_recovery(world, team["administrator"], "contacto", "call")

    told = world.messages[-1]
    assert "contacto" in told.subject
    assert "sign-in" not in told.text
    assert Mark.objects.filter(action="approve_recovery", about=f"account-{lost.id}").count() == 1


def test_a_mail_server_that_is_away_stops_no_recovery(world, team, lost):
    world.post.be_away()

    assert recovery.approve_recovery(world, team["administrator"], "contacto", "call").lacking == 1


def test_the_only_administrator_needs_a_second_person_and_a_day(world):
    rights.make_sign_in_link(world, OPERATOR)
    with pytest.raises(Refused):
        recovery.approve_recovery(world, OPERATOR, "administrator", "colleague")
    second = rights.sign_in(world, rights.make_sign_in_link(world, OPERATOR, "guardia-2"))
    _give(second, world)

    standing = recovery.approve_recovery(world, rights.actor_of(world, second.id), "administrator", "colleague")

    assert (standing.lacking, standing.ready_at) == (0, world.machine + DAY)


def _give(actor: Actor, world) -> None:
    for role in ("approver", "coordinator"):
        number = int(actor.id.removeprefix("account-"))
        grants.keep(number, Grant("", role, until=world.machine + timedelta(days=90)), world.machine, "operator")


def test_counts_and_ended_sessions_are_forgotten_after_a_day(world):
    from baluarte.actions.rights import identity
    from baluarte.store.rights.identity.tables import Attempts

    identity.refuse_sign_in(world, VISITOR, "contacto", "192.0.2.0", "password")
    early = identity.forget_sign_ins(world, OPERATOR)
    world.move(DAY + timedelta(minutes=1))
    late = identity.forget_sign_ins(world, OPERATOR)

    assert (early, late, Attempts.objects.count()) == (0, 2, 0)


def test_a_refused_sign_in_leaves_one_mark_that_names_nobody(world):
    from baluarte.actions.rights import identity

    identity.refuse_sign_in(world, VISITOR, "contacto", "192.0.2.0", "password")

    assert list(Mark.objects.values_list("actor", "action", "about", "count")) == [("visitor", "refuse_sign_in", "password", 1)]
