"""Every row of the table of dates and numbers, in both languages (experience 5.5)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from baluarte.core.ground.text import Text
from baluarte.formats import words

DAY = date(2026, 3, 5)
MOMENT = datetime(2026, 3, 5, 20, 7, tzinfo=UTC)
MEXICO = "America/Mexico_City"
NARROW = "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("es", ("5 mar 2026", "5 de marzo de 2026", "jueves, 5 de marzo de 2026")),
        ("en", ("Mar 5, 2026", "March 5, 2026", "Thursday, March 5, 2026")),
    ],
)
def test_dates_are_written_as_each_language_writes_them(language, expected):
    written = (words.medium_date(DAY, language), words.long_date(DAY, language), words.full_date(DAY, language))

    assert written == expected


def test_september_is_short_in_both_languages():
    assert words.medium_date(date(2026, 9, 5), "es") == "5 sep 2026"
    assert words.medium_date(date(2026, 9, 5), "en") == "Sep 5, 2026"


def test_the_time_of_prose_has_a_narrow_space_that_does_not_break():
    assert words.public_time(MOMENT, MEXICO, "es") == f"2:07:00{NARROW}p.m."
    assert words.public_time(MOMENT, MEXICO, "en") == f"2:07:00{NARROW}PM"


def test_the_desk_reads_24_hours_and_the_offset():
    assert words.clock(MOMENT, MEXICO) == "14:07 UTC-6"
    assert words.clock(MOMENT, "America/Tijuana") == "12:07 UTC-8"
    assert words.moment_words(MOMENT, MEXICO, "en") == "Mar 5, 2026, 14:07 UTC-6"


def test_a_moment_falls_on_the_day_of_the_place():
    assert words.moment_words(datetime(2026, 3, 5, 3, tzinfo=UTC), MEXICO, "es") == "4 mar 2026, 21:00 UTC-6"


def test_a_day_ends_at_24_and_not_at_0_of_the_next():
    assert words.end_of_day(DAY, MEXICO, "es") == "jueves, 5 de marzo de 2026, 24:00 UTC-6"
    assert words.end_of_day(DAY, MEXICO, "en") == "Thursday, March 5, 2026, 24:00 UTC-6"


@pytest.mark.parametrize("language", ["es", "en"])
def test_numbers_and_shares_are_the_same_in_both_languages(language):
    assert words.number(1234567.5, language) == "1,234,567.5"
    assert words.share(0.855, language) == "85.5%"
    assert words.share(Decimal(1), language) == "100%"


def test_money_always_says_its_currency():
    assert words.money(1234567.5, "MXN", "es") == "$1,234,567.50 MXN"
    assert words.money(1234567.5, "MXN", "en") == "MX$1,234,567.50"
    assert words.money(5, "USD", "es") == "USD\N{NO-BREAK SPACE}5.00"
    assert words.money(5, "USD", "en") == "$5.00 USD"


@pytest.mark.parametrize(
    ("span", "es", "en"),
    [
        (timedelta(days=-3), "hace 3 días", "3 days ago"),
        (timedelta(hours=-1), "hace 1 hora", "1 hour ago"),
        (timedelta(days=2), "dentro de 2 días", "in 2 days"),
        (timedelta(0), "ahora", "now"),
    ],
)
def test_relative_times_say_which_way(span, es, en):
    assert words.ago(MOMENT + span, MOMENT, "es") == es
    assert words.ago(MOMENT + span, MOMENT, "en") == en


def test_weeks_are_iso_weeks():
    assert words.week(DAY) == "2026-W10"
    assert words.week(date(2027, 1, 1)) == "2026-W53"


def test_a_count_takes_the_plural_of_its_language():
    one, other = Text("{count} hallazgo", "{count} finding"), Text("{count} hallazgos", "{count} findings")

    assert [words.counted(count, one, other, "es") for count in (0, 1, 2, 1_000_000)] == [
        "0 hallazgos",
        "1 hallazgo",
        "2 hallazgos",
        "1,000,000 hallazgos",
    ]
    assert words.counted(1, one, other, "en") == "1 finding"


def test_small_numbers_are_spelled_and_one_is_not_because_it_has_a_gender():
    assert [words.spelled(count, "es") for count in (1, 2, 10, 11)] == ["1", "dos", "diez", "11"]
    assert [words.spelled(count, "en") for count in (1, 2, 10, 11)] == ["1", "two", "ten", "11"]


def test_a_list_ends_with_the_right_and():
    assert words.listing(["redes", "impresoras"], "es") == "redes e impresoras"
    assert words.listing(["metal", "hierro"], "es") == "metal y hierro"
    assert words.listing(["one"], "en") == "one"
    assert words.listing([], "es") == ""


def test_the_short_numeric_date_is_found_where_it_slips_in():
    assert words.has_short_numeric_date("vence el 05/03/26")
    assert words.has_short_numeric_date("due 3/5")
    assert not words.has_short_numeric_date("198.51.100.0/24 443/tcp 2026-03-05 csirt.example/5")
