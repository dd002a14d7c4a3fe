"""What a token may: what it names, about whom it is bound, from where it is heard, until when; and who learns that it ends."""

from datetime import timedelta

import pytest
from tests.actions.rights.test_roles import HOSPITAL, NETWORK, land, manager, member  # noqa: F401 - a fixture and its helpers

from baluarte.actions import constituency, rights, warning
from baluarte.actions.constituency import endings, roles
from baluarte.core.constituency.contact import Contact
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.rights.grants import Grant
from baluarte.core.rights.lists import TOKENS
from baluarte.core.rights.tokens import Wish
from baluarte.core.warning.lists import FINDINGS
from baluarte.store.rights.grants.tables import GrantRow
from baluarte.store.rights.models import Token
from baluarte.testing import every_scope

READS = frozenset({"findings:read"})


def bearer(world, secret: str, address: str = "192.0.2.7"):
    return rights.actor_of_token(world, secret, address)


def listed(world, actor):
    return warning.list_findings(world, actor, read_query((), FINDINGS, world.now()))


def test_a_token_without_scopes_may_nothing(world):
    actor = bearer(world, rights.make_token(world, OPERATOR, Wish("siem")))

    with pytest.raises(Refused) as caught:
        listed(world, actor)

    assert caught.value.why == "The token does not have the scope for this."


def test_a_token_may_what_it_names(world):
    actor = bearer(world, rights.make_token(world, OPERATOR, Wish("siem", scopes=READS)))

    assert listed(world, actor).total == 0
    with pytest.raises(Refused):
        constituency.list_assets(world, actor, read_query((), TOKENS, world.now()))


def test_a_token_loses_what_its_maker_loses_at_once(land):  # noqa: F811
    chief = rights.sign_in(land, rights.make_sign_in_link(land, OPERATOR, "guardia-2"))
    secret = rights.make_token(land, chief, every_scope("siem"))
    before = bearer(land, secret).roles

    for number in GrantRow.objects.filter(account__name="guardia-2").values_list("id", flat=True):
        roles.end_grant(land, OPERATOR, number)

    assert "analyst" in before
    assert bearer(land, secret).roles == frozenset()


def test_a_manager_makes_tokens_of_the_own_organisation_alone(land):  # noqa: F811
    lead = manager(land)

    actor = bearer(land, rights.make_token(land, lead, every_scope("siem")))

    assert Token.objects.get().organisation == HOSPITAL
    assert actor.organisation == HOSPITAL
    with pytest.raises(Refused):
        rights.make_token(land, lead, Wish("siem", organisation=NETWORK))


def test_a_token_of_the_team_bound_to_one_organisation_keeps_to_it(land):  # noqa: F811
    actor = bearer(land, rights.make_token(land, OPERATOR, Wish("for-them", scopes=READS, organisation=HOSPITAL)))

    assert listed(land, actor).total == 0
    with pytest.raises(Missing):
        warning.show_finding(land, actor, "AN-2026-000001")


@pytest.mark.parametrize(
    ("address", "heard"),
    [("192.0.2.200", True), ("::ffff:192.0.2.200", True), ("2001:db8::1", True), ("198.51.100.1", False), ("", False), ("x", False)],
)
def test_a_token_with_networks_is_heard_from_them_and_from_nowhere_else(world, address, heard):
    secret = rights.make_token(world, OPERATOR, Wish("siem", scopes=READS, networks=("192.0.2.0/24", "2001:db8::/32")))

    assert (bearer(world, secret, address) is not None) == heard


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(""), "rights.token-name"),
        (Wish("siem", 0), "rights.token-days"),
        (Wish("siem", 366), "rights.token-days"),
        (Wish("siem", scopes=frozenset({"findings:all"})), "rights.token-scopes"),
        (Wish("siem", label="red"), "rights.token-label"),
        (Wish("siem", networks=("everywhere",)), "rights.token-networks"),
        (Wish("siem", networks=("192.0.2.0/24",) * 51), "rights.token-networks"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_no_token_can_be_is_refused_with_its_reason(world, wish, code):
    with pytest.raises(Unusable) as caught:
        rights.make_token(world, OPERATOR, wish)

    assert caught.value.code == code


def test_a_token_never_makes_a_token(world):
    actor = bearer(world, rights.make_token(world, OPERATOR, every_scope("siem")))

    for act in (lambda: rights.make_token(world, actor, Wish("more")), lambda: rights.make_sign_in_link(world, actor)):
        with pytest.raises(Refused):
            act()


def test_a_manager_sees_and_ends_the_tokens_of_the_own_organisation_alone(land):  # noqa: F811
    lead, other = manager(land), manager(land, "red-1", NETWORK)
    rights.make_token(land, lead, Wish("ours"))
    rights.make_token(land, other, Wish("theirs"))
    theirs = Token.objects.get(name="theirs").key_id

    answers = []
    for key_id in (theirs, "0" * 12):
        with pytest.raises(Missing) as caught:
            rights.revoke_token(land, lead, key_id)
        answers.append(str(caught.value).replace(key_id, "x"))

    assert rights.list_tokens(land, lead).table["name"].to_list() == ["ours"]
    assert len(set(answers)) == 1
    assert Token.objects.get(name="theirs").revoked_at is None


def test_a_member_of_the_team_without_the_list_sees_the_own_tokens(land):  # noqa: F811
    rights.make_token(land, OPERATOR, Wish("of-the-machine"))
    member(land, "guardia-3")
    roles.give_role(land, OPERATOR, Grant("guardia-3", "policy-officer"))
    policy = rights.actor_of(land, f"account-{GrantRow.objects.get(role='policy-officer', account__name='guardia-3').account_id}")
    rights.make_token(land, policy, Wish("mine"))
    mine = Token.objects.get(name="mine").key_id

    seen = rights.list_tokens(land, policy).table["name"].to_list()
    rights.revoke_token(land, policy, mine)

    assert seen == ["mine"]
    with pytest.raises(Missing):
        rights.revoke_token(land, policy, Token.objects.get(name="of-the-machine").key_id)


def test_the_list_says_what_each_token_may_and_no_secret(world):
    secret = rights.make_token(world, OPERATOR, Wish("siem", scopes=READS, networks=("192.0.2.0/24",)))

    rows = rights.list_tokens(world, OPERATOR).table.to_dicts()

    assert rows[0]["scopes"] == ["findings:read"]
    assert rows[0]["networks"] == ["192.0.2.0/24"]
    assert secret[16:] not in str(rows)


def test_a_token_is_spoken_of_fourteen_days_before_its_end_and_three(land):  # noqa: F811
    lead = manager(land)
    constituency.add_contact(land, OPERATOR, Contact(HOSPITAL, "security", "csirt@hospital-central.example"))
    rights.make_token(land, lead, Wish("siem", 20))
    rights.make_token(land, OPERATOR, Wish("robot", 20))

    told = []
    for days in (5, 1, 8, 3, 1):
        land.machine += timedelta(days=days)
        told.append(endings.remind_of_endings(land, OPERATOR))

    assert told == [0, 2, 0, 2, 0]
    assert {mail.recipient for mail in land.messages} == {"csirt@hospital-central.example", land.house.mail}
    assert all("siem" not in mail.subject for mail in land.messages)


def test_a_token_that_was_revoked_is_not_spoken_of(world):
    rights.make_token(world, OPERATOR, Wish("siem", 10))
    rights.revoke_token(world, OPERATOR, Token.objects.get().key_id)

    assert endings.remind_of_endings(world, OPERATOR) == 0


def test_a_mail_server_that_is_away_delays_the_notice_and_loses_none(world):
    rights.make_token(world, OPERATOR, Wish("siem", 10))
    world.post.be_away()

    with pytest.raises(Exception, match="mail"):
        endings.remind_of_endings(world, OPERATOR)

    assert endings.remind_of_endings(world, OPERATOR) == 1
