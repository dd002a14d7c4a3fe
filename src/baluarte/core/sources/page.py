"""One source as a page shows it, and what a mapping would make of a sample."""

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from baluarte.core.ground.text import Text
from baluarte.core.sources.health import SourceHealth, words_of
from baluarte.core.sources.round import Round
from baluarte.core.sources.source import Source

MOST_SHOWN = 20  # rows of a sample


@dataclass(frozen=True)
class Alarm:
    """Something about a feed that a person must know."""

    id: int
    source: str
    report: str
    kind: str  # late, partial, failed, stopped, shape
    code: str
    since: datetime
    told_at: datetime | None = None
    over_at: datetime | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def words(self) -> Text:
        """Return what the alarm says, in one sentence."""
        place = f"{self.source} {self.report}".strip()
        if self.kind == "shape":
            return Text(
                f"{place}: cambió de forma{_listed(' columnas nuevas', self.added)}{_listed(' columnas que faltan', self.removed)}.",
                f"{place}: its shape changed{_listed(' new columns', self.added)}{_listed(' missing columns', self.removed)}.",
            )

        reason = words_of(self.code)
        return Text(f"{place}: {reason.es}.", f"{place}: {reason.en}.")


@dataclass(frozen=True)
class SourcePage:
    """A source with its health, its newest rounds, what is odd about it, and when it is visited next."""

    source: Source
    health: SourceHealth
    rounds: tuple[Round, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    next_round: datetime | None = None


@dataclass(frozen=True)
class MappingPreview:
    """What a mapping makes of a sample: which column plays which part, the first rows, what is set aside."""

    report: str
    parts: tuple[tuple[str, str, tuple[str, ...]], ...]  # (role, column, first values)
    unused: tuple[str, ...]
    events: pl.DataFrame
    rejects: pl.DataFrame
    missing: tuple[str, ...] = field(default=())


def _listed(title: str, names: tuple[str, ...]) -> str:
    if not names:
        return ""
    shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    return f";{title}: {shown}"
