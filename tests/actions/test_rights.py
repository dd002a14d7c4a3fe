"""A link signs in once, a token ends when it must, and no secret is kept."""

from datetime import timedelta

import pytest

from baluarte.actions import rights
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.ledger.models import AccessRecord, Mark
from baluarte.store.rights.models import Account, SignInLink, Token


def _marks():
    return list(Mark.objects.order_by("id").values_list("action", "outcome", "code"))


def test_a_link_signs_the_administrator_in(world):
    link = rights.make_sign_in_link(world, OPERATOR)

    actor = rights.sign_in(world, link)

    assert actor.reach == "officer"
    assert rights.actor_of(world, actor.id) == actor
    assert _marks() == [("make_sign_in_link", "done", ""), ("sign_in", "done", "")]


def test_a_link_used_twice_is_refused_and_the_refusal_is_marked(world):
    link = rights.make_sign_in_link(world, OPERATOR)
    rights.sign_in(world, link)

    with pytest.raises(Refused) as caught:
        rights.sign_in(world, link)

    assert caught.value.code == "rights.link-used"
    assert _marks()[-1] == ("sign_in", "refused", "rights.link-used")


def test_a_link_expires_by_the_machines_clock_even_where_the_story_stands_still(world):
    link = rights.make_sign_in_link(world, OPERATOR)
    world.machine += timedelta(hours=1)

    with pytest.raises(Refused) as caught:
        rights.sign_in(world, link)

    assert caught.value.code == "rights.link-expired"


def test_a_new_link_ends_the_one_before(world):
    first = rights.make_sign_in_link(world, OPERATOR)
    second = rights.make_sign_in_link(world, OPERATOR)

    with pytest.raises(Refused):
        rights.sign_in(world, first)

    assert rights.sign_in(world, second)


@pytest.mark.parametrize("link", ["", "0" * 64, "x\x00y", "ñ" * 5000])
def test_an_unknown_link_is_refused(world, link):
    with pytest.raises(Refused) as caught:
        rights.sign_in(world, link)

    assert caught.value.code == "rights.link-unknown"


def test_no_secret_is_kept(world):
    link = rights.make_sign_in_link(world, OPERATOR)
    token = rights.make_token(world, OPERATOR, "siem", 30)

    kept = [str(row) for model in (Account, SignInLink, Token, Mark, AccessRecord) for row in model.objects.values()]

    assert not any(link in text or token in text or token[16:] in text for text in kept)
    assert not Account.objects.get().has_usable_password()


def test_a_closed_account_is_nobody_and_neither_are_its_link_and_token(world):
    actor = rights.sign_in(world, rights.make_sign_in_link(world, OPERATOR))
    link = rights.make_sign_in_link(world, OPERATOR)
    token = rights.make_token(world, actor, "siem", 30)
    Account.objects.update(is_active=False)

    assert rights.actor_of(world, actor.id) is None
    assert rights.actor_of_token(world, token) is None
    with pytest.raises(Refused):
        rights.sign_in(world, link)


@pytest.mark.parametrize("odd", ["", "account-", "account-0", "account-1x", "account-²", "operator", "account-" + "9" * 40, "account--1"])
def test_an_odd_account_is_nobody(world, odd):
    assert rights.actor_of(world, odd) is None


def test_a_token_is_its_makers_reach_until_it_expires(world):
    token = rights.make_token(world, OPERATOR, "siem", 30)

    assert token.startswith("blw_")
    assert rights.actor_of_token(world, token).reach == "officer"
    world.machine += timedelta(days=30)
    assert rights.actor_of_token(world, token) is None


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"), lambda t: t[:-1], lambda t: t[:0], lambda t: t.upper()]
)
def test_a_spoiled_token_is_nobody(world, spoil):
    token = rights.make_token(world, OPERATOR, "siem", 30)

    assert rights.actor_of_token(world, spoil(token)) is None


def test_a_revoked_token_ends_at_once(world):
    token = rights.make_token(world, OPERATOR, "siem", 30)
    key_id = Token.objects.get().key_id

    rights.revoke_token(world, OPERATOR, key_id)

    assert rights.actor_of_token(world, token) is None
    with pytest.raises(Missing):
        rights.revoke_token(world, OPERATOR, "unknown")


def test_tokens_are_listed_with_their_state_and_their_last_day_of_use(world):
    used = rights.make_token(world, OPERATOR, "used", 90)
    rights.make_token(world, OPERATOR, "old", 1)
    rights.actor_of_token(world, used)
    world.machine += timedelta(days=2)

    rows = rights.list_tokens(world, OPERATOR)

    assert dict(rows.table.select("name", "state").rows()) == {"used": "active", "old": "expired"}
    assert rows.table.filter(name="used")["last_used"][0] == world.now().date()


@pytest.mark.parametrize(("name", "days"), [("siem", 0), ("siem", 366), ("", 30), ("x\ny", 30), ("x" * 101, 30)])
def test_a_token_without_end_or_name_is_not_made(world, name, days):
    with pytest.raises(Unusable):
        rights.make_token(world, OPERATOR, name, days)

    assert Token.objects.count() == 0


@pytest.mark.parametrize("who", ["hospital", "operator", "citizen", "visitor"])
def test_only_the_team_makes_links_and_tokens_and_sees_them(world, request, who):
    actor = request.getfixturevalue(who)
    acts = [
        lambda: rights.make_sign_in_link(world, actor),
        lambda: rights.make_token(world, actor, "siem", 30),
        lambda: rights.list_tokens(world, actor),
        lambda: rights.revoke_token(world, actor, "0"),
    ]

    for act in acts:
        with pytest.raises(Refused):
            act()

    assert Account.objects.count() == 0
    assert Mark.objects.filter(outcome="refused").count() + AccessRecord.objects.filter(outcome="refused").count() == len(acts)
