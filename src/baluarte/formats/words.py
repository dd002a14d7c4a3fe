"""Dates, times, numbers, money and counts as people read them, in Mexican Spanish and English.

The data are CLDR's, through Babel. The Spanish locale is es-MX everywhere: the generic one
turns the decimal sign round. A short numeric date is not offered at all, since 05/03 and 3/5
are the same day in the two languages; tables, folios and exports use ISO (`iso` and `str`).
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers

from baluarte.core.ground.text import Language, Text

_LOCALE = {"es": Locale("es", "MX"), "en": Locale("en")}
# English lists without a comma before the last "and": our English is British.
_LIST_LOCALE = {"es": Locale("es", "MX"), "en": Locale("en", "GB")}
HTML_LANGUAGE = {"es": "es-MX", "en": "en"}
_SMALL = {
    "es": ("cero", "", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    "en": ("zero", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
_SHORT_NUMERIC_DATE = re.compile(r"(?<![\w./-])\d{1,2}/\d{1,2}(?:/\d{2}(?:\d{2})?)?(?![\w/])")
_SAID_AS_I = re.compile(r"h?[iíIÍ](?!e)|H[iíIÍ](?!e)")
_NO_BREAK = "\N{NO-BREAK SPACE}"


def medium_date(day: date, language: Language) -> str:
    """Return the date of prose and pages.

    >>> medium_date(date(2026, 3, 5), "es"), medium_date(date(2026, 3, 5), "en")
    ('5 mar 2026', 'Mar 5, 2026')
    """
    return dates.format_date(day, "medium", locale=_LOCALE[language])


def short_date(day: date, language: Language) -> str:
    """Return day and month alone, where the year is plain from beside it.

    >>> short_date(date(2026, 9, 5), "es"), short_date(date(2026, 9, 5), "en")
    ('5 sep', 'Sep 5')
    """
    return dates.format_skeleton("MMMd", day, locale=_LOCALE[language])


def long_date(day: date, language: Language) -> str:
    """Return the date of a formal sentence.

    >>> long_date(date(2026, 3, 5), "es"), long_date(date(2026, 3, 5), "en")
    ('5 de marzo de 2026', 'March 5, 2026')
    """
    return dates.format_date(day, "long", locale=_LOCALE[language])


def full_date(day: date, language: Language) -> str:
    """Return the date with its weekday, as deadlines state it.

    >>> full_date(date(2026, 3, 5), "es"), full_date(date(2026, 3, 5), "en")
    ('jueves, 5 de marzo de 2026', 'Thursday, March 5, 2026')
    """
    return dates.format_date(day, "full", locale=_LOCALE[language])


def week(day: date) -> str:
    """Return the ISO week, which begins on Monday in every language.

    >>> week(date(2026, 3, 5))
    '2026-W10'
    """
    year, number, _ = day.isocalendar()
    return f"{year:04d}-W{number:02d}"


def clock(moment: datetime, zone: str) -> str:
    """Return the hour on the 24-hour clock of a place, always with its offset.

    >>> from datetime import UTC
    >>> clock(datetime(2026, 3, 5, 20, 7, tzinfo=UTC), "America/Mexico_City")
    '14:07 UTC-6'
    """
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M} {offset(moment, zone)}"


def offset(moment: datetime, zone: str) -> str:
    """Return how far a place is from UTC at that moment.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 5, 12, tzinfo=UTC)
    >>> [offset(noon, zone) for zone in ("America/Tijuana", "Asia/Kolkata", "UTC")]
    ['UTC-8', 'UTC+5:30', 'UTC']
    """
    away = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    hours, minutes = divmod(abs(away) // timedelta(minutes=1), 60)
    sign = "-" if away < timedelta(0) else "+"
    return "UTC" if not away else f"UTC{sign}{hours}" + (f":{minutes:02d}" if minutes else "")


def moment_words(moment: datetime, zone: str, language: Language) -> str:
    """Return date and hour of one moment, as the desk and incidents state it.

    >>> from datetime import UTC
    >>> moment_words(datetime(2026, 3, 6, 2, 7, tzinfo=UTC), "America/Mexico_City", "es")
    '5 mar 2026, 20:07 UTC-6'
    """
    return f"{medium_date(local_day(moment, zone), language)}, {clock(moment, zone)}"


def local_day(moment: datetime, zone: str) -> date:
    """Return the day on which a moment falls in a place."""
    return moment.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str, language: Language) -> str:
    """Return a deadline that runs to the end of a day: 24:00, never 00:00 of the next.

    >>> end_of_day(date(2026, 3, 12), "America/Mexico_City", "es")
    'jueves, 12 de marzo de 2026, 24:00 UTC-6'
    """
    last = datetime(day.year, day.month, day.day, 23, 59, tzinfo=ZoneInfo(zone))
    return f"{full_date(day, language)}, 24:00 {offset(last, zone)}"


def public_time(moment: datetime, zone: str, language: Language) -> str:
    r"""Return the hour as public prose may have it: twelve hours, a narrow no-break space.

    >>> from datetime import UTC
    >>> public_time(datetime(2026, 3, 5, 20, 7, tzinfo=UTC), "America/Mexico_City", "es")
    '2:07:00\u202fp.m.'
    """
    return dates.format_time(moment.astimezone(ZoneInfo(zone)), "medium", locale=_LOCALE[language], tzinfo=ZoneInfo(zone))


def ago(moment: datetime, now: datetime, language: Language) -> str:
    """Return how long ago, or in how long; the absolute time always stands beside it.

    >>> from datetime import UTC
    >>> now = datetime(2026, 3, 5, tzinfo=UTC)
    >>> ago(now - timedelta(days=3), now, "es"), ago(now - timedelta(days=3), now, "en")
    ('hace 3 días', '3 days ago')
    """
    if abs(moment - now) < timedelta(seconds=1):
        return Text("ahora", "now").in_(language)
    return dates.format_timedelta(moment - now, threshold=1, add_direction=True, locale=_LOCALE[language])


def number(value: float | Decimal, language: Language) -> str:
    """Return a number, grouped by thousands.

    >>> number(1234567.5, "es"), number(1234567.5, "en")
    ('1,234,567.5', '1,234,567.5')
    """
    return numbers.format_decimal(value, locale=_LOCALE[language])


def share(value: float | Decimal, language: Language) -> str:
    """Return a part of one as a percentage with at most one decimal, no space before the sign.

    >>> share(0.855, "es"), share(1, "en")
    ('85.5%', '100%')
    """
    return numbers.format_percent(value, "#,##0.#%", locale=_LOCALE[language])


def money(amount: float | Decimal, currency: str, language: Language) -> str:
    """Return an amount that always says its currency.

    >>> money(1234567.5, "MXN", "es"), money(1234567.5, "MXN", "en")
    ('$1,234,567.50 MXN', 'MX$1,234,567.50')
    """
    written = numbers.format_currency(amount, currency, locale=_LOCALE[language])
    if currency in written:  # CLDR parts a code in letters from its digits
        return re.sub(rf"{currency}(?=\d)", currency + _NO_BREAK, written)
    return written if any(letter.isalpha() for letter in written) else f"{written} {currency}"


def counted(count: int, one: Text, other: Text, language: Language) -> str:
    """Return the whole sentence for a count; `{count}` in it is the number, grouped.

    The plural rule is CLDR's, so nothing is glued from fragments.

    >>> hosts = Text("{count} equipo", "{count} host"), Text("{count} equipos", "{count} hosts")
    >>> [counted(n, *hosts, "es") for n in (0, 1, 1200)]
    ['0 equipos', '1 equipo', '1,200 equipos']
    """
    form = one if _LOCALE[language].plural_form(count) == "one" else other
    return form.in_(language).format(count=number(count, language))


def spelled(count: int, language: Language) -> str:
    """Return a number from two to ten in letters, others in digits; one has a gender, so digits too.

    >>> spelled(3, "es"), spelled(3, "en"), spelled(1, "es"), spelled(1200, "es")
    ('tres', 'three', '1', '1,200')
    """
    words = _SMALL[language]
    return (words[count] if 0 <= count < len(words) else "") or number(count, language)


def listing(items: Sequence[str], language: Language) -> str:
    """Return items as one phrase; Spanish "y" becomes "e" before the sound of i.

    >>> listing(["a", "b", "c"], "es"), listing(["a", "b", "c"], "en")
    ('a, b y c', 'a, b and c')
    >>> listing(["agua", "industria"], "es"), listing(["agua", "hielo"], "es")
    ('agua e industria', 'agua y hielo')
    """
    if language == "es" and len(items) > 1 and _SAID_AS_I.match(items[-1]):
        return f"{', '.join(items[:-1])} e {items[-1]}"
    return lists.format_list(list(items), locale=_LIST_LOCALE[language])


def has_short_numeric_date(text: str) -> bool:
    """True where a text holds a date such as 05/03/26, which is forbidden.

    >>> has_short_numeric_date("vence el 05/03/26"), has_short_numeric_date("192.0.2.0/24, 443/tcp")
    (True, False)
    """
    return any(_could_be_a_day(found[0]) for found in _SHORT_NUMERIC_DATE.finditer(text))


def _could_be_a_day(text: str) -> bool:
    first, second = (int(part) for part in text.split("/")[:2])
    return 1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12
