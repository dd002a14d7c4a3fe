"""What an organisation wishes: at which hours, on which days, how often, and how its mail is protected.

What is urgent, a deadline, and what concerns its own contacts is told whatever it wishes:
those kinds can be led elsewhere, never turned off.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NoReturn, cast

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text
from baluarte.core.warning.calendar.days import WEEK
from baluarte.core.warning.notice import NoticeKind

Rhythm = Literal["daily", "weekly", "urgent", "none"]
Protection = Literal["any", "encrypted", "summary"]
RHYTHMS: tuple[tuple[Rhythm, Text], ...] = (
    ("daily", Text("resumen diario", "daily digest")),
    ("weekly", Text("informe semanal", "weekly report")),
    ("urgent", Text("solo lo urgente y los cierres", "only the urgent, and closings")),
    ("none", Text("ninguna de las clases opcionales", "none of the optional kinds")),
)
PROTECTIONS: tuple[tuple[Protection, Text], ...] = (
    ("any", Text("el detalle, cifrado si hay llave", "the detail, encrypted where there is a key")),
    ("encrypted", Text("el detalle solo cifrado", "the detail only encrypted")),
    ("summary", Text("solo un resumen con folio", "only a summary with its reference")),
)
DAY_WORDS: tuple[tuple[str, Text], ...] = (
    ("mon", Text("lunes", "Monday")),
    ("tue", Text("martes", "Tuesday")),
    ("wed", Text("miércoles", "Wednesday")),
    ("thu", Text("jueves", "Thursday")),
    ("fri", Text("viernes", "Friday")),
    ("sat", Text("sábado", "Saturday")),
    ("sun", Text("domingo", "Sunday")),
)
# What a reader may turn off; the others are only led elsewhere.
OPTIONAL: frozenset[NoticeKind] = frozenset({"digest", "weekly", "closed"})
_HOURS = re.compile(r"([01]?[0-9]|2[0-4])(?::00)? ?[-–] ?([01]?[0-9]|2[0-4])(?::00)?", re.ASCII)  # people type both dashes


@dataclass(frozen=True)
class Wishes:
    """Hours from and until on the country's clock, days of the week from Monday 0, and what is told how often.

    `holidays` says that the country's holidays are quiet as well; `week_day` is the day of the weekly report.
    """

    begins: int = 0
    ends: int = 24
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    holidays: bool = False
    rhythm: Rhythm = "daily"
    week_day: int = 0
    protection: Protection = "any"

    def wants(self, kind: NoticeKind) -> bool:
        """True where this kind is to be written at all.

        >>> Wishes(rhythm="weekly").wants("digest"), Wishes(rhythm="none").wants("deadline"), Wishes(rhythm="none").wants("closed")
        (False, True, False)
        """
        if kind in {"digest", "weekly"}:
            return self.rhythm == {"digest": "daily", "weekly": "weekly"}[kind]
        return kind not in OPTIONAL or self.rhythm != "none"

    def to_dict(self) -> dict[str, str | bool]:
        """Return plain values as faces show and take them.

        >>> Wishes(9, 18, (0, 1, 2, 3, 4)).to_dict()["hours"], Wishes(days=(0, 2)).to_dict()["days"]
        ('09:00-18:00', 'mon,wed')
        """
        return {
            "hours": f"{self.begins:02d}:00-{self.ends:02d}:00",
            "days": ",".join(WEEK[day] for day in self.days),
            "holidays": "quiet" if self.holidays else "as-usual",
            "rhythm": self.rhythm,
            "week_day": WEEK[self.week_day],
            "protection": self.protection,
        }


@dataclass(frozen=True)
class WishesPage:
    """What one organisation wishes, and the version that a change must name."""

    organisation: str
    wishes: Wishes
    version: int

    def to_dict(self) -> dict[str, str | bool | int]:
        """Return plain values as faces show them."""
        return {"organisation": self.organisation, **self.wishes.to_dict(), "version": self.version}


DEFAULT = Wishes()
FIELDS = ("hours", "days", "holidays", "rhythm", "week_day", "protection")


def read_wishes(values: Mapping[str, str], stands: Wishes = DEFAULT) -> Wishes:
    """Return the wishes that some words state, over those that stand; a word that is none is refused, never guessed.

    >>> read_wishes({"hours": "9-18", "days": "mon-fri", "holidays": "quiet"})
    Wishes(begins=9, ends=18, days=(0, 1, 2, 3, 4), holidays=True, rhythm='daily', week_day=0, protection='any')
    """
    wishes = stands
    for name, value in values.items():
        if name not in FIELDS:
            _refuse(name, value, f"one of {', '.join(FIELDS)}")
        wishes = replace(wishes, **_READERS[name](value.strip().lower()))
    return wishes


def plain(wishes: Wishes) -> dict[str, object]:
    """Return the wishes as they are kept."""
    return {**asdict(wishes), "days": list(wishes.days)}


def _hours(text: str) -> dict[str, int]:
    found = _HOURS.fullmatch(text)
    if found is None or int(found[1]) >= int(found[2]):
        _refuse("hours", text, "two full hours in their order, as 09:00-18:00")
    return {"begins": int(found[1]), "ends": int(found[2])}


def _days(text: str) -> dict[str, tuple[int, ...]]:
    chosen: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if first not in WEEK or (dash and last not in WEEK):
            _refuse("days", text, "days as mon-fri or mon,wed,fri")
        begin, end = WEEK.index(first), WEEK.index(last or first)
        chosen |= set(range(begin, end + 1)) if begin <= end else {*range(begin, 7), *range(end + 1)}
    return {"days": tuple(sorted(chosen))}


def _one_of(field: str, choices: tuple[str, ...], text: str) -> str:
    if text not in choices:
        _refuse(field, text, f"one of {', '.join(choices)}")
    return text


def _refuse(name: str, value: str, wanted: str) -> NoReturn:
    raise Unusable("wishes.unknown", f"{value!r} is not what {name} may be.", f"It is {wanted}.", "Correct it; nothing was changed.")


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "hours": _hours,
    "days": _days,
    "holidays": lambda text: {"holidays": _one_of("holidays", ("quiet", "as-usual"), text) == "quiet"},
    "rhythm": lambda text: {"rhythm": cast("Rhythm", _one_of("rhythm", tuple(code for code, _ in RHYTHMS), text))},
    "week_day": lambda text: {"week_day": WEEK.index(_one_of("week_day", WEEK, text))},
    "protection": lambda text: {"protection": cast("Protection", _one_of("protection", tuple(code for code, _ in PROTECTIONS), text))},
}
