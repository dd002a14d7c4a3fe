"""No account has a password, and a secret is found by its hash alone."""

from datetime import UTC, datetime, timedelta

import pytest

from baluarte.store.rights import shelf
from baluarte.store.rights.models import Account, SignInLink

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 15, tzinfo=UTC)


def test_the_first_administrator_is_made_once_and_has_no_password():
    first, again = shelf.member(shelf.ADMINISTRATOR, NOW), shelf.member(shelf.ADMINISTRATOR, NOW + timedelta(days=1))

    account = Account.objects.get()
    assert first == again == account.id
    assert not account.has_usable_password()
    assert not account.check_password("")
    assert account.made_at == NOW


def test_of_two_who_use_a_link_at_once_one_gets_in():
    shelf.keep_link(shelf.member(shelf.ADMINISTRATOR, NOW), "secret", NOW)
    fresh = SignInLink.objects.filter(used_at=None)

    # What the loser of the race finds: the row that it saw fresh is spent.
    assert fresh.count() == 1
    assert shelf.use_link("secret", NOW).reach == "officer"
    assert fresh.update(used_at=NOW) == 0
