"""Accounts, roles and tokens on the command line."""

import re

import pytest

from baluarte.actions import constituency
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.rights.grants.tables import GrantRow
from baluarte.store.rights.models import Account, Token

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def there(world):
    constituency.add_organisation(world, OPERATOR, Organisation("hospital-central", "Hospital Central"))
    return world


def test_somebody_is_let_in_given_a_role_and_let_out_again(type_line, there):
    opened = type_line("user", "add", "hospital-1", "--org", "hospital-central", world=there)
    given = type_line("role", "give", "hospital-1", "viewer", "--org", "hospital-central", "--until", "2026-06-30", "--json", world=there)
    listed = type_line("role", "list", "--role", "viewer", "--json", world=there)
    ended = type_line("role", "end", str(given.json["number"]), world=there)
    closed = type_line("user", "close", "hospital-1", world=there)

    assert re.search(r"/sign-in/[0-9a-f]{64}$", opened.out.strip())
    assert given.json["until"].startswith("2026-07-01T06:00:00")
    assert [row["account"] for row in listed.json] == ["hospital-1"]
    assert (ended.code, closed.code, GrantRow.objects.get().ended_by) == (0, 0, "operator")
    assert not Account.objects.get().is_active


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("hospital-1", "emperor"), 2),
        (("hospital-1", "viewer"), 2),
        (("hospital-1", "viewer", "--org", "nobody-there"), 4),
        (("nobody-1", "viewer", "--org", "hospital-central"), 4),
        (("hospital-1", "provider", "--org", "hospital-central"), 2),
        (("hospital-1", "viewer", "--org", "hospital-central", "--until", "9999-12-31"), 2),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_cannot_be_given_ends_with_the_code_of_its_kind(type_line, there, words, code):
    type_line("user", "add", "hospital-1", "--org", "hospital-central", world=there)

    assert type_line("role", "give", *words, world=there).code == code


def test_a_token_names_what_it_may(type_line, there):
    made = type_line(
        "token", "create", "siem", "--scope", "findings:read", "--scope", "assets:read", "--org", "hospital-central",
        "--label", "TLP:GREEN", "--network", "192.0.2.0/24", "--json", world=there,
    )  # fmt: skip
    row = Token.objects.get()

    assert made.json["scopes"] == ["assets:read", "findings:read"]
    assert (row.organisation, row.label, row.networks) == ("hospital-central", "green", ";192.0.2.0/24;")


def test_a_token_without_a_scope_says_that_it_may_nothing(type_line, there):
    made = type_line("token", "create", "siem", "--lang", "en", world=there)

    assert made.code == 0
    assert "may nothing" in made.err


def test_a_scope_that_is_none_is_refused(type_line, there):
    assert type_line("token", "create", "siem", "--scope", "all", world=there).code == 2
