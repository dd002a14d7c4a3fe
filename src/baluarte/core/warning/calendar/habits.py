"""What is known of how each organisation is told, gathered for one occasion."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from baluarte.core.ground.world import KeyFacts
from baluarte.core.warning.calendar.days import PLAIN, Calendar
from baluarte.core.warning.calendar.wishes import DEFAULT, Wishes


@dataclass(frozen=True)
class Habits:
    """How each organisation is told, by slug: its wishes, what it was told when, its keys, its threads, and who stands above.

    Where `named` is true somebody asked for these organisations, and their hours do not matter.
    """

    wishes: Mapping[str, Wishes] = field(default_factory=dict)
    calendar: Calendar = PLAIN
    zone: str = "America/Mexico_City"
    digested: frozenset[str] = frozenset()  # whose digest was made today
    reported: Mapping[str, date] = field(default_factory=dict)  # day of the last weekly report
    keys: Mapping[str, KeyFacts] = field(default_factory=dict)  # by certificate
    threads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by finding: messages that told of it
    above: Mapping[str, str] = field(default_factory=dict)
    named: bool = False

    def of(self, slug: str) -> Wishes:
        """Return what an organisation wishes."""
        return self.wishes.get(slug, DEFAULT)
