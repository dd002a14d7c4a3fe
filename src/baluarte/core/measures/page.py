"""What the pages of measures show: one measure with its history and its parts, and the national picture."""

from dataclasses import dataclass
from datetime import date, datetime

from baluarte.core.ground.text import Text
from baluarte.core.measures.definitions import Definition
from baluarte.core.measures.picture import Crossing
from baluarte.core.measures.reading import Reading


@dataclass(frozen=True)
class Taken:
    """A reading as it was taken on a day, of everybody or of one part (`sector`, `health`)."""

    day: date
    reading: Reading
    by: str = ""
    part: str = ""


@dataclass(frozen=True)
class MeasurePage:
    """One measure: what it means, its latest reading, those before, and the parts of the latest."""

    definition: Definition
    latest: Taken | None
    series: tuple[Taken, ...]
    parts: tuple[Taken, ...]
    quality: tuple[Text, ...]


@dataclass(frozen=True)
class Picture:
    """The country as it stands: how many findings live, by sector, territory and class."""

    as_of: datetime
    crossings: tuple[Crossing, ...]
    quality: tuple[Text, ...]


@dataclass(frozen=True)
class Release:
    """What was published for one week. Its bytes never change; `sha256` names them."""

    week: date  # its Monday
    made_at: datetime
    body: str
    sha256: str
