"""When something came back, in whose house, and how: what every change of this room is told."""

from dataclasses import dataclass
from datetime import date, datetime

from baluarte.core.ground.world import House, Keyring
from baluarte.core.warning.finding import Via


@dataclass(frozen=True)
class Happening:
    """The moment, the day that people of the country call it, the house, how the answer came, and what reads the keys of contacts."""

    now: datetime
    today: date
    house: House
    via: Via
    keyring: Keyring
