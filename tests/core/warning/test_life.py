"""A finding closes on evidence of absence alone, and nothing is muted for ever."""

from datetime import UTC, date, datetime, timedelta

import pytest

from baluarte.core.errors import Unusable
from baluarte.core.warning.life import answer, may_close, quiet_days, sighted, wakes

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize("mute", ["accept-until", "false-until"])
def test_a_mute_needs_an_end_date_within_a_year(mute):
    for until in (None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=366)):
        with pytest.raises(Unusable):
            answer("open", mute, until, TODAY)

    assert answer("open", mute, TODAY + timedelta(days=30), TODAY)[1] == TODAY + timedelta(days=30)


def test_a_mute_wakes_on_the_day_after_its_end():
    assert not wakes("accepted", TODAY, TODAY)
    assert wakes("false", TODAY, TODAY + timedelta(days=1))
    assert not wakes("acknowledged", None, TODAY)


def test_nobody_closes_a_finding_by_saying_so():
    assert answer("open", "claim-fix", None, TODAY) == ("fix-claimed", None)
    with pytest.raises(Unusable):
        answer("closed", "acknowledge", None, TODAY)


def test_what_was_closed_and_is_seen_again_came_back():
    assert [sighted(state) for state in ("closed", "open", "accepted", "fix-claimed")] == ["came-back", "open", "accepted", "fix-claimed"]


def days(first, last):
    return [TODAY - timedelta(days=number) for number in range(first, last - 1, -1)]


def seen(days_ago):
    return datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) - timedelta(days=days_ago)


def test_compromise_closes_after_seven_quiet_days_and_exposure_after_thirty():
    assert (quiet_days("infected-system"), quiet_days("vulnerable-system")) == (7, 30)
    assert may_close(seen(7), "infected-system", days(6, 0), TODAY)
    assert not may_close(seen(6), "infected-system", days(5, 0), TODAY)
    assert may_close(seen(30), "vulnerable-system", days(29, 0), TODAY)
    assert not may_close(seen(29), "vulnerable-system", days(28, 0), TODAY)


def test_the_silence_of_a_feed_that_failed_closes_nothing():
    assert not may_close(seen(40), "vulnerable-system", [], TODAY)
    assert not may_close(seen(40), "vulnerable-system", days(39, 20), TODAY)
    assert not may_close(seen(40), "vulnerable-system", days(45, 41), TODAY)


def test_a_weekly_report_is_enough_and_a_gap_of_more_than_a_week_is_not():
    weekly = [TODAY - timedelta(days=number) for number in (35, 28, 21, 14, 7, 0)]

    assert may_close(seen(40), "vulnerable-system", weekly, TODAY)
    assert not may_close(seen(40), "vulnerable-system", [day for day in weekly if day != TODAY - timedelta(days=14)], TODAY)
