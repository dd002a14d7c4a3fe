"""The ledger can be read, and reading it leaves its own record."""

import pytest

from baluarte.actions import ledger
from baluarte.core.errors import Refused
from baluarte.core.ground.query import read_query
from baluarte.core.ledger.lists import ACCESS, MARKS


def test_marks_are_listed_latest_first_with_their_outcome(world, officer):
    with world.one_entry("account-1", "first_thing", kind="change") as entry:
        entry.about, entry.count = "salud", 3
    with pytest.raises(KeyError), world.one_entry("account-1", "second_thing", kind="change"):
        raise KeyError

    rows = ledger.list_marks(world, officer, read_query((), MARKS, world.now()))

    assert rows.table.select("action", "about", "count", "outcome").rows() == [
        ("second_thing", "", 0, "failed"),
        ("first_thing", "salud", 3, "done"),
    ]
    assert rows.total == 2


def test_reading_who_read_is_itself_a_read(world, officer):
    query = read_query([("action", "list_access")], ACCESS, world.now())

    first = ledger.list_access(world, officer, query)
    second = ledger.list_access(world, officer, query)

    assert (first.total, second.total) == (0, 1)


@pytest.mark.parametrize("who", ["hospital", "citizen", "visitor"])
def test_only_the_team_reads_the_ledger(world, request, who):
    actor = request.getfixturevalue(who)

    with pytest.raises(Refused):
        ledger.list_marks(world, actor, read_query((), MARKS, world.now()))
