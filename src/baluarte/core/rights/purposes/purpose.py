"""The purposes of a country as its pack states them, each with its norm and the day on which it ends."""

from dataclasses import dataclass
from datetime import date

from baluarte.core.ground.text import Text


@dataclass(frozen=True)
class Norm:
    """The provision a purpose rests on. What nobody has read yet says so wherever it is shown."""

    title: Text
    source: str
    verified: bool = False


@dataclass(frozen=True)
class Purpose:
    """One purpose: which offices may use it, for which classes of data, on which grounds, and until when."""

    code: str
    sentence: Text
    norm: Norm
    expires: date
    offices: frozenset[str]
    classes: frozenset[str]
    grounds: dict[str, Text]
    assessment: str  # of its impact: no purpose without one


@dataclass(frozen=True)
class Purposes:
    """The closed list of one version of a pack, with the offices that it knows."""

    version: str
    offices: dict[str, Text]
    purposes: dict[str, Purpose]
    sha256: str = ""

    def sentence_of(self, code: str) -> Text:
        """Return what a purpose is, or its code where a later version has dropped it."""
        known = self.purposes.get(code)
        return known.sentence if known else Text(code, code)
