"""A token does by this face what it names: scopes, networks, its label ceiling, and what it says of itself."""

import pytest
from tests.faces.api.conftest import Program

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.rights.permissions import RULES
from baluarte.core.rights.tokens import Wish
from baluarte.faces.api.service import build
from baluarte.store.rights.models import Token
from baluarte.testing import every_scope

pytestmark = pytest.mark.django_db(transaction=True)
# Routes that every token opens, whatever its scopes.
_FOR_EVERY_TOKEN = {"/me", "/health", "/feeds/health", "/keys"}  # the last three say what is public


def with_scopes(world, *scopes: str, **more) -> Program:
    return Program(rights.make_token(world, OPERATOR, Wish("siem", scopes=frozenset(scopes), **more)))


def test_a_token_opens_what_its_scope_names_and_nothing_else(live):
    program = with_scopes(live, "findings:read")

    assert program.get("/findings").status_code == 200
    assert program.get("/assets").status_code == 403


def test_a_token_without_scopes_opens_no_list(live):
    program = with_scopes(live)
    lists = [path for path in plain_paths() if path not in _FOR_EVERY_TOKEN]

    opened = {path: program.get(path).status_code for path in lists}

    assert len(lists) > 12
    assert {path for path, status in opened.items() if status not in {403, 404}} == set()


def plain_paths() -> list[str]:
    """Every GET without a part to fill in."""
    found = build().get_openapi_schema(path_prefix="")["paths"]
    return sorted(f"/{path.strip('/')}" for path, methods in found.items() if "get" in methods and "{" not in path)


def test_a_token_with_a_network_is_heard_from_there_alone(live):
    program = with_scopes(live, "findings:read", networks=("192.0.2.0/24",))

    near, far = (
        program.client.get("/api/2026-11/findings", headers=program.headers, REMOTE_ADDR=one) for one in ("192.0.2.9", "203.0.113.9")
    )

    assert (near.status_code, far.status_code) == (200, 401)


@pytest.mark.parametrize(
    ("proxies", "told", "status"),
    [(0, "192.0.2.9", 401), (1, "192.0.2.9", 200), (1, "192.0.2.9, 203.0.113.9", 401), (2, "192.0.2.9, 198.51.100.1", 200), (1, "", 401)],
)
def test_only_our_own_proxies_are_believed_about_where_somebody_comes_from(live, settings, proxies, told, status):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    program = with_scopes(live, "findings:read", networks=("192.0.2.0/24",))

    assert program.get("/findings", **{"X-Forwarded-For": told}).status_code == status


def test_a_label_above_the_ceiling_does_not_leave_with_this_token(live, seen):
    open_wide, low = with_scopes(live, "findings:read"), with_scopes(live, "findings:read", label="clear")

    rows, kept = open_wide.get("/findings").json(), low.get("/findings").json()

    assert rows["rows"]
    assert (kept["rows"], kept["withheld"]) == ([], len(rows["rows"]))
    folio = rows["rows"][0]["folio"]
    assert (open_wide.get(f"/findings/{folio}").status_code, low.get(f"/findings/{folio}").status_code) == (200, 403)


def test_a_bound_token_sees_one_organisation(live, seen):
    mine = with_scopes(live, "findings:read", organisation="hospital-central").get("/findings").json()
    other = with_scopes(live, "findings:read", organisation="redes-del-sur").get("/findings").json()

    assert {row["organisation"] for row in mine["rows"]} == {"hospital-central"}
    assert other["total"] == 0


def test_a_token_says_what_it_may_and_who_stands_behind(live):
    program = with_scopes(live, "findings:read", label="green")

    told = program.get("/me").json()

    assert (told["scopes"], told["label"]) == (["findings:read"], "green")
    assert {one["role"] for one in told["roles"]} >= {"analyst", "operator"}


def test_roles_and_tokens_are_listed_without_a_secret(live):
    secret = rights.make_token(live, OPERATOR, every_scope("siem"))
    program = Program(secret)

    roles, tokens = program.get("/roles").json(), program.get("/tokens").json()

    assert {row["role"] for row in roles["rows"]} >= {"auditor"}
    assert [row["name"] for row in tokens["rows"]] == ["siem"]
    assert Token.objects.get().secret_hash not in str(tokens)
    assert secret[16:] not in str(tokens)


def test_the_last_use_of_a_token_is_shown_by_day_alone(live, program):
    program.get("/findings")

    last_used = Token.objects.get().last_used

    assert str(last_used) == str(live.machine_now().date())
    assert not hasattr(last_used, "hour")


def test_every_scope_is_asked_for_by_an_act():
    assert {rule.scope for rule in RULES.values()} - {""} == set(every_scope("x").scopes)
