"""The public numbers of one month: how often personal data was read, for what, and what exceptions were made."""

import json
from dataclasses import dataclass, field
from datetime import date

from baluarte.core.ground.text import Text


@dataclass(frozen=True)
class Counters:
    """One month. A read that was held back is among the reads from its first day."""

    month: str
    reads: tuple[tuple[str, str, int, int], ...] = ()  # purpose, office, how often, how many items
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How often was read in all."""
        return sum(times for _, _, times, _ in self.reads)

    def body(self) -> bytes:
        """Return the month as the bytes whose hash is logged."""
        told = {"month": self.month, "reads": [list(one) for one in self.reads], "numbers": self.numbers}
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


WORDS = {
    "withheld": Text("consultas con aviso reservado", "reads whose notice is held back"),
    "refusals": Text("negativas", "refusals"),
    "unmaskings_asked": Text("peticiones de ver un dato", "requests to see a value"),
    "unmaskings": Text("datos descubiertos", "values unmasked"),
    "delays_granted": Text("avisos retrasados por orden", "notices delayed by order"),
    "delays_ended": Text("retrasos terminados", "delays ended"),
    "holds": Text("conservaciones por ley", "legal holds"),
    "erasures": Text("supresiones", "erasures"),
}
# Which kinds of secret order a statement speaks of. One that can no longer be stated is left out, never denied.
KINDS = {
    "surveillance": Text("vigilar a personas o comunicaciones", "watch persons or communications"),
    "blocking": Text("bloquear o retirar contenidos", "block or remove content"),
    "handing-over": Text("entregar datos en secreto", "hand data over in secret"),
    "weakening": Text("debilitar el cifrado o abrir una puerta", "weaken encryption or open a door"),
}


def month_of(text: str) -> tuple[date, date] | None:
    """Return the first and the last day of a month, or None where it is none.

    >>> month_of("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)


def months_between(first: date, last: date) -> list[str]:
    """Return every month from one day to another, the newest first.

    >>> months_between(date(2025, 12, 9), date(2026, 2, 1))
    ['2026-02', '2026-01', '2025-12']
    """
    numbers = range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in numbers]
