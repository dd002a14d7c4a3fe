"""A lease has one holder, and a holder that slept is stopped at its next write."""

from datetime import timedelta

import pytest
from django.db import transaction

from baluarte.core.errors import Outdated
from baluarte.store.ground.leases import acquire, alone, hold, release
from baluarte.store.ground.models import Lease

pytestmark = pytest.mark.django_db
LONG, OVER = timedelta(minutes=5), timedelta(seconds=-1)


def test_a_lease_has_one_holder_at_a_time():
    assert acquire("feed", "one", LONG) == 1
    assert acquire("feed", "two", LONG) is None
    assert acquire("other feed", "two", LONG) == 1


def test_every_holder_gets_a_higher_token():
    tokens = [acquire("feed", "one", LONG), acquire("feed", "one", OVER), acquire("feed", "two", LONG)]

    assert tokens == [1, 2, 3]


def test_who_slept_through_its_lease_may_not_write():
    slept = acquire("feed", "one", OVER)
    acquire("feed", "two", LONG)

    with pytest.raises(Outdated), transaction.atomic():
        hold("feed", slept)


def test_the_last_holder_may_write_even_after_its_time_if_nobody_came():
    token = acquire("feed", "one", OVER)

    with transaction.atomic():
        hold("feed", token)


def test_a_lease_given_back_is_free_and_an_old_token_gives_nothing_back():
    old = acquire("feed", "one", OVER)
    new = acquire("feed", "two", LONG)

    release("feed", old)
    assert acquire("feed", "three", LONG) is None
    release("feed", new)
    assert acquire("feed", "three", LONG) == 3


def test_being_alone_in_a_name_leaves_no_holder_behind():
    with transaction.atomic():
        alone("register")

    assert Lease.objects.get().holder == ""
