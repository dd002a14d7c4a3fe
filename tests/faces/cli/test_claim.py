"""`baluarte claim`: what an organisation proves, typed at a terminal."""

from functools import partial

import pytest

from baluarte.actions import constituency as register
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import AssetRow

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "instituto.example"


@pytest.fixture
def line(type_line, world):
    """A line typed over the world of the test."""
    return partial(type_line, world=world)


@pytest.fixture
def known(world):
    for slug, kind in (("an-hospital", "hospital"), ("an-soporte", "supplier")):
        register.add_organisation(world, OPERATOR, Organisation(slug, slug, kind))


def test_a_domain_is_claimed_checked_and_verified(known, world, line):
    token = line("claim", "token", "an-hospital").out.strip()
    added = line("claim", "add", "an-hospital", NAME, "--json").json

    missing = line("claim", "check", str(added[0]["number"]))
    world.questions.records[f"_baluarte-verify.{NAME}"] = (f"baluarte-verify={token}",)
    asked = line("claim", "ask", "--json").json
    shown = line("claim", "show", str(added[0]["number"]), "--json").json

    assert missing.code == 1
    assert f"_baluarte-verify.{NAME}" in missing.out
    assert asked["mails"] == 0
    assert shown["state"] in {"asking", "verified"}


def test_a_name_that_cannot_be_claimed_comes_back_and_the_command_says_so(known, line):
    ended = line("claim", "add", "an-hospital", "gob.example", "--json")

    assert ended.code == 1
    assert ended.json[0]["code"] == "value.public-suffix"


def test_a_designation_can_be_shared_delegated_and_taken_back(known, line):
    line("claim", "designate", "an-hospital", NAME, "--letter", "OF-118")
    line("claim", "share", "an-hospital", "an-soporte", NAME, "--until", "2026-06-01")
    line("claim", "delegate", "an-hospital", f"hijo.{NAME}", "an-soporte")
    shares, delegations = (line("claim", what, "--json").json for what in ("shares", "delegations"))

    ended = [line("claim", f"end-{what}", "1").code for what in ("share", "delegation")]

    assert AssetRow.objects.get(value=NAME).assurance == 3
    assert (len(shares), len(delegations)) == (1, 1)
    assert ended == [0, 0]


def test_a_dispute_is_opened_and_decided(known, line):
    line("claim", "designate", "an-soporte", NAME, "--letter", "OF-118")
    line("claim", "dispute", "an-hospital", "domain", NAME, "--why", "Es nuestro")

    decided = line("claim", "decide", "1", "--against", "an-soporte", "--why", "Lo dice el registro")

    assert decided.code == 0
    assert line("claim", "disputes", "--json").json[0]["state"] == "upheld"
    assert AssetRow.objects.get(organisation__slug="an-soporte").valid_until is not None
