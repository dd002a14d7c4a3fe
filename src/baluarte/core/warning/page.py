"""The page of one finding, and the page of one notice: everything that is known of it."""

from dataclasses import dataclass

import polars as pl

from baluarte.core.ground.world import Message
from baluarte.core.warning.finding import Finding, Step


@dataclass(frozen=True)
class FindingPage:
    """A finding with its history and its newest rows as seen. `organisation` is a name; the slug is in the finding."""

    finding: Finding
    steps: tuple[Step, ...]
    sightings: pl.DataFrame
    organisation: str


@dataclass(frozen=True)
class NoticePage:
    """A notice as it stands in the list of notices, and its message, frozen; None once its content was forgotten."""

    row: dict[str, object]
    message: Message | None
