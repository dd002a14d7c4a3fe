"""Alarms about feeds: raised when a state turns bad, over when it is good again, told to the team once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from baluarte.core.sources.health import SourceHealth
from baluarte.core.sources.page import Alarm
from baluarte.store.sources.models import AlarmRow

SHOWN = timedelta(days=7)  # for which a change of shape stands on the desk
_OF_STATE = ("late", "partial", "failed")


def watch(standing: Iterable[SourceHealth], now: datetime) -> int:
    """Raise an alarm for every source and report type that is not well, end those that are over; return how many are new."""
    wanted = {key: code for source in standing for key, code in _alarms_of(source)}
    standing_rows = AlarmRow.objects.filter(kind__in=_OF_STATE, over_at__isnull=True)
    known = {(row.source, row.report, row.kind): row.id for row in standing_rows}
    AlarmRow.objects.filter(id__in=[number for key, number in known.items() if key not in wanted]).update(over_at=now)
    fresh = [
        AlarmRow(source=source[:64], report=report[:200], kind=kind, code=code[:64], mark=now.isoformat(), since=now)
        for (source, report, kind), code in wanted.items()
        if (source, report, kind) not in known
    ]
    AlarmRow.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=200)
    AlarmRow.objects.filter(kind="shape", over_at__isnull=True, since__lt=now - SHOWN).update(over_at=now)
    return len(fresh)


def untold() -> list[Alarm]:
    """Return the alarms that the team was not written to about."""
    return [alarm_of(row) for row in AlarmRow.objects.filter(told_at__isnull=True).order_by("id")[:500]]


def tell(numbers: Iterable[int], now: datetime) -> None:
    """Say that the team was written to."""
    AlarmRow.objects.filter(id__in=list(numbers)).update(told_at=now)


def standing_alarms(source: str = "") -> list[Alarm]:
    """Return the alarms that are not over, of one source or of all, newest first."""
    rows = AlarmRow.objects.filter(over_at__isnull=True).order_by("-since", "-id")
    return [alarm_of(row) for row in (rows.filter(source=source) if source else rows)[:100]]


def alarm_of(row: AlarmRow) -> Alarm:
    """Return a row as an alarm."""
    details = row.details
    return Alarm(
        row.id, row.source, row.report, row.kind, row.code, row.since, row.told_at, row.over_at, tuple(details.get("added", ())),
        tuple(details.get("removed", ())),
    )  # fmt: skip


def _alarms_of(source: SourceHealth) -> list[tuple[tuple[str, str, str], str]]:
    """A source that is down says so once, and not again for each report it no longer brings."""
    whole: list[tuple[tuple[str, str, str], str]] = (
        [((source.source, "", source.health), source.code)] if source.health != "complete" else []
    )
    if source.health in {"late", "failed"}:
        return whole
    return whole + [((source.source, one.report, one.health), one.code) for one in source.ailing if one.report]
