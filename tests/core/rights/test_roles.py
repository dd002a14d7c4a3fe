"""Nobody gives a role above the own one, and nobody acts on somebody who holds one (MISP CVE-2019-12794 and its siblings)."""

import itertools

import pytest

from baluarte.core.rights.roles import MEMBERS, ROLES, TEAM, may_act_on, may_give

PAIRS = list(itertools.product(ROLES, ROLES))
# Written by hand, not derived from the code: who gives what.
GIVES = {
    "organisation-manager": {"viewer", "responder", "provider"},
    "coordinator": MEMBERS,
    "approver": MEMBERS | TEAM,
}


@pytest.mark.parametrize(("giver", "role"), PAIRS)
def test_who_gives_which_role_is_the_table_that_was_written_by_hand(giver, role):
    assert may_give({giver}, role) == (role in GIVES.get(giver, ()))


@pytest.mark.parametrize(("giver", "role"), PAIRS)
def test_nobody_gives_a_role_above_the_own_one(giver, role):
    assert not may_give({giver}, role) or ROLES[role].rank <= ROLES[giver].rank


@pytest.mark.parametrize(("actor", "target"), PAIRS)
def test_nobody_acts_on_an_account_with_a_role_above_the_own_one(actor, target):
    # A stronger role beside a weak one is enough to be out of reach.
    assert not may_act_on({actor}, {"viewer", target}) or ROLES[target].rank <= ROLES[actor].rank


def test_the_operator_of_a_server_gives_nothing_and_reaches_no_account():
    assert not any(may_give({"operator"}, role) for role in ROLES)
    assert not may_act_on({"operator"}, {"viewer"})
