"""Sources: kept, changed and ended; never deleted, because their rounds and deliveries name them."""

from dataclasses import asdict
from datetime import datetime
from typing import cast

from baluarte.core.errors import Missing, Outdated, Unusable
from baluarte.core.sources.source import Kind, Source, SourceState
from baluarte.store.sources.models import SourceRow

_KEPT = ("kind", "feed", "options", "mapping", "schedule", "expected_hours", "most_quarantined")


def every(*, ended: bool = False) -> list[Source]:
    """Return the sources by name; those that ended only where they are asked for."""
    rows = SourceRow.objects.order_by("name")
    return [source_of(row) for row in (rows if ended else rows.exclude(state="ended"))]


def row_of(name: str) -> SourceRow:
    """Return the row of a source, or raise `Missing`."""
    row = SourceRow.objects.filter(name=name).first()
    if row is None:
        raise Missing("source.missing", f"There is no source {name!r}.", "", "See the list: baluarte feed list.")
    return row


def find(name: str) -> Source | None:
    """Return a source, or None."""
    row = SourceRow.objects.filter(name=name).first()
    return source_of(row) if row else None


def add(source: Source, now: datetime, who: str) -> None:
    """Keep a new source; a name is given once and for all."""
    if SourceRow.objects.filter(name=source.name).exists():
        raise Unusable("source.name-taken", f"There is a source {source.name!r} already.", "A name is given once.", "Choose another one.")
    SourceRow.objects.create(
        name=source.name, made_at=now, resumed_at=now, changed_at=now, changed_by=who[:100], countries=list(source.countries),
        **_values(source),
    )  # fmt: skip


def change(source: Source, expected: int, now: datetime, who: str) -> None:
    """Change a source that still has the version its reader saw. One that was stopped goes on, and is judged anew."""
    row = row_of(source.name)
    resumed = now if source.state == "active" and row.state != "active" else row.resumed_at
    written = SourceRow.objects.filter(id=row.id, version=expected).update(
        **_values(source), countries=list(source.countries), state=source.state, why=source.why, changed_at=now, changed_by=who[:100],
        version=expected + 1, resumed_at=resumed, failures=0, not_before=None,
    )  # fmt: skip
    if not written:
        raise Outdated(
            "source.changed",
            f"The source {source.name!r} was changed by somebody else.",
            "The first change is kept; the second could undo it unseen.",
            "Look at it again, then decide.",
        )


def stop(name: str, why: str) -> None:
    """Stop a source: it is not visited until a person has looked."""
    SourceRow.objects.filter(name=name, state="active").update(state="stopped", why=why[:64])


def source_of(row: SourceRow) -> Source:
    """Return a row as a source."""
    return Source(
        name=row.name, kind=cast("Kind", row.kind), feed=row.feed, options=dict(row.options), mapping=row.mapping, schedule=row.schedule,
        expected_hours=row.expected_hours, most_quarantined=row.most_quarantined, countries=tuple(row.countries),
        state=cast("SourceState", row.state), why=row.why, made_at=row.made_at, changed_at=row.changed_at, version=row.version,
    )  # fmt: skip


def _values(source: Source) -> dict[str, object]:
    kept = asdict(source)
    return {name: kept[name] for name in _KEPT}
