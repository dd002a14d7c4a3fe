"""Who may what: unknown acts are refused, a member keeps to the own organisation, a token to what it names."""

from dataclasses import replace

import pytest

from baluarte.core.errors import Broken
from baluarte.core.rights import grants, leave
from baluarte.core.rights.actors import OPERATOR, SYSTEM, VISITOR, Actor, Holding, Limits
from baluarte.core.rights.leave import BOUND, IN_SPANISH, NO_ROLE, NO_RULE, NO_SCOPE, NOT_THEIRS, WHICH, Granted, Refusal, may
from baluarte.core.rights.permissions import RULES, SCOPES, matrix, read_rules
from baluarte.core.rights.roles import MEMBERS, ROLES, TEAM

HOSPITAL = Actor("account-1", "constituent", "hospital-central")


def holder(role: str, organisation: str = "") -> Actor:
    """Somebody who holds one role, as a session gives it."""
    one = Holding(role, organisation)
    return Actor("account-9", "constituent" if organisation else "officer", organisation, roles=frozenset({role}), grants=(one,))


def provider(*clients: str, scopes: tuple[str, ...] = ("findings:read",), acting: str = "") -> Actor:
    """A provider of these clients."""
    held = tuple(Holding("provider", one, frozenset(scopes)) for one in clients)
    return Actor("account-7", "constituent", acting, roles=frozenset({"provider"}), grants=held)


@pytest.mark.parametrize("actor", [SYSTEM, OPERATOR, VISITOR, HOSPITAL], ids=lambda one: one.id)
def test_an_act_that_has_no_line_is_refused_to_everybody(actor):
    assert may(actor, "read_everything") is NO_RULE


@pytest.mark.parametrize(("act", "role"), matrix())
def test_the_core_answers_what_the_matrix_says(act, role):
    actor = holder(role, "hospital-central" if role in MEMBERS else "")

    expected = {"all": Granted(), "own": Granted("hospital-central"), "none": NO_ROLE}[matrix()[act, role]]

    assert may(actor, act) == expected


@pytest.mark.parametrize("act", [act for act, rule in RULES.items() if rule.own])
def test_a_member_of_one_organisation_is_refused_about_another(act):
    for role in RULES[act].own:
        assert may(holder(role, "hospital-central"), act, "redes-del-sur") is NOT_THEIRS


def test_a_role_of_a_member_without_an_organisation_gives_nothing():
    assert not may(Actor("account-2", "constituent"), "read_findings")


def test_somebody_whose_grants_have_all_ended_may_nothing():
    nobody = Actor("account-3", "constituent", roles=frozenset())

    assert [act for act in RULES if may(nobody, act)] == []


def test_a_provider_of_several_says_for_which_one():
    actor = provider("hospital-central", "redes-del-sur")

    assert may(actor, "read_findings") is WHICH
    assert may(actor, "read_findings", "redes-del-sur") == Granted("redes-del-sur")
    assert may(actor, "read_findings", "clinica-norte") is NOT_THEIRS
    assert may(replace(actor, organisation="hospital-central"), "read_findings") == Granted("hospital-central")


def test_a_provider_does_not_act_for_the_one_client_that_is_left_by_accident():
    # The session still says hospital-central; that grant has ended since.
    actor = provider("redes-del-sur", acting="hospital-central")

    assert may(actor, "read_findings") is NOT_THEIRS


def test_a_provider_does_what_the_organisation_allows_and_no_more():
    assert may(provider("hospital-central", scopes=("findings:read",)), "read_assets") is NO_ROLE
    assert may(provider("hospital-central", scopes=("assets:read",)), "read_assets") == Granted("hospital-central")


def test_a_token_does_what_it_names_and_no_more_than_its_maker():
    maker = holder("analyst")
    token = replace(maker, limits=Limits(frozenset({"findings:read", "campaigns:write"})))

    assert may(token, "read_findings") == Granted()
    assert may(token, "read_assets") is NO_SCOPE
    assert may(token, "decide_campaign") is NO_ROLE


def test_a_token_without_scopes_does_nothing():
    token = Actor("token-1", "officer", limits=Limits())

    assert [act for act in RULES if may(token, act)] == []


def test_no_token_makes_tokens_links_or_roles_whatever_its_scopes():
    token = Actor("token-1", "officer", limits=Limits(frozenset(SCOPES)))

    assert not any(may(token, act) for act in ("make_token", "revoke_token", "make_sign_in_link"))


def test_a_token_bound_to_one_organisation_keeps_to_it_even_where_its_maker_sees_all():
    token = Actor("token-1", "officer", limits=Limits(frozenset(SCOPES), "hospital-central"))

    assert may(token, "read_findings") == Granted("hospital-central")
    assert may(token, "read_findings", "redes-del-sur") is NOT_THEIRS
    assert may(token, "list_deliveries") is BOUND


def test_a_bound_token_of_a_member_that_moved_away_does_nothing():
    token = replace(holder("organisation-manager", "redes-del-sur"), limits=Limits(frozenset(SCOPES), "hospital-central"))

    assert may(token, "read_findings") is NO_ROLE


@pytest.mark.parametrize(
    "line",
    ['{all = ["emperor"]}', '{own = ["analyst"]}', '{all = ["viewer"]}', '{all = ["analyst"], scope = "look:all"}', '{some = ["analyst"]}'],
)
def test_a_matrix_with_a_word_that_nobody_defined_does_not_load(line):
    with pytest.raises(Broken):
        read_rules(f'[scopes]\n"look:read" = {{es = "", en = ""}}\n[groups]\n[acts]\nlook = {line}\n')


def test_the_auditor_reads_every_access_record_and_no_content():
    content = {act for act in RULES if any(word in act for word in ("finding", "notice", "repl", "organisation", "asset", "quarantine"))}

    assert matrix()["read_access", "auditor"] == "all"
    assert {act for act in content if matrix()[act, "auditor"] != "none"} == set()


def test_the_operator_of_the_server_reads_no_content():
    reads = (
        "read_findings",
        "read_notices",
        "read_organisation",
        "read_assets",
        "list_replies",
        "show_reply",
        "list_quarantine",
        "read_campaigns",
    )

    assert {matrix()[act, "operator"] for act in reads} == {"none"}


def test_every_role_of_the_issue_is_there_with_words_in_both_languages():
    assert set(ROLES) == TEAM | MEMBERS | {"system", "visitor"}
    assert len(ROLES) == 13
    assert all(one.word.es and one.word.en and one.does.es and one.does.en for one in ROLES.values())


def test_every_reason_is_said_in_spanish_too():
    reasons = {one.reason for room in (leave, grants) for one in vars(room).values() if isinstance(one, Refusal)}

    assert reasons == set(IN_SPANISH)
