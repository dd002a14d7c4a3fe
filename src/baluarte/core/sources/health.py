"""How well a source is: complete, partial, late or failed; and the same for each report type it brings.

Nothing here is a guess about tomorrow: a state follows from what arrived, from the last
visit, and from what was expected. A page that shows data takes the worst of what it rests on.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from baluarte.core.ground.text import Text
from baluarte.core.sources.round import RoundState
from baluarte.core.sources.source import Source

Health = Literal["complete", "partial", "late", "failed"]
ORDER: tuple[Health, ...] = ("complete", "partial", "late", "failed")  # from best to worst
WATCHED_DAYS = 14  # in which a report type shows how often it comes
_OFTEN = 10  # days of these: it comes every day
_SELDOM = 3  # days of these: fewer say nothing about the next time


@dataclass(frozen=True)
class Seen:
    """What is known of one report type of one source: its last delivery, and how often it comes."""

    report: str
    at: datetime
    state: str  # of the delivery: received, parsing, done, partial, failed
    code: str = ""
    doubts: tuple[str, ...] = ()  # why its day is no evidence of absence
    complete_at: datetime | None = None
    days: int = 0  # on which it arrived, of the last fourteen
    delivery: int = 0


@dataclass(frozen=True)
class Standing:
    """How well one report type of a source is, since when, and the code of why."""

    report: str
    health: Health
    code: str
    at: datetime | None
    complete_at: datetime | None
    delivery: int = 0


@dataclass(frozen=True)
class SourceHealth:
    """How well a source is, why, and how each of its report types is."""

    source: str
    feed: str
    health: Health
    code: str
    since: datetime | None  # of the last complete delivery
    reports: tuple[Standing, ...] = ()

    @property
    def because(self) -> Text:
        """The reason, in words for people."""
        return words_of(self.code)

    @property
    def ailing(self) -> tuple[Standing, ...]:
        """The report types that are not complete."""
        return tuple(one for one in self.reports if one.health != "complete")


def judge(source: Source, seen: Iterable[Seen], last_round: RoundState | None, now: datetime) -> SourceHealth:
    """Return how well a source is."""
    reports = tuple(judge_report(one, source.expected_hours, now) for one in sorted(seen, key=lambda one: one.report))
    known = [one.complete_at for one in reports if one.complete_at]
    complete_at = max(known, default=None)
    health, code = _down(source, reports, last_round) or _late(source, complete_at, now) or _in_part(reports, last_round)
    return SourceHealth(source.name, source.feed, health, code, complete_at, reports)


def judge_report(seen: Seen, expected_hours: int, now: datetime) -> Standing:
    """Return how well one report type is.

    >>> from datetime import UTC
    >>> now = datetime(2026, 3, 5, 15, tzinfo=UTC)
    >>> gone = Seen("scan_rdp", now - timedelta(hours=30), "done", complete_at=now - timedelta(hours=30), days=12)
    >>> judge_report(gone, 26, now).health, judge_report(gone, 48, now).health
    ('late', 'complete')
    """
    health, code = _of_delivery(seen)
    patience = _patience(seen.days, expected_hours)
    if health != "failed" and patience and now - (seen.complete_at or seen.at) > patience:
        health, code = "late", "feed.late"
    return Standing(seen.report, health, code, seen.at, seen.complete_at, seen.delivery)


@dataclass(frozen=True)
class Gap:
    """What a page must say of one source: how it is, why, and up to when its data is whole."""

    source: str
    health: Health
    because: Text
    since: datetime | None


def gaps(standing: Iterable[SourceHealth], reports: Collection[str] = ()) -> tuple[Gap, ...]:
    """Return what a page must say about the sources it rests on; of some report types, what concerns these alone.

    A source that as a whole is late or has failed concerns whoever ever saw one of its reports.
    """
    found = []
    for source in standing:
        known = {one.report for one in source.reports}
        ailing = {part for one in source.ailing for part in one.report.split(", ")}
        down = source.health in {"late", "failed"} and (not reports or bool(known & set(reports)))
        if down or (source.health != "complete" and (not reports or bool(ailing & set(reports)))):
            found.append(Gap(source.source, source.health, source.because, source.since))
    return tuple(found)


def worst(states: Iterable[Health]) -> Health:
    """Return the worst of some states; of none, complete.

    >>> worst(["complete", "late", "partial"])
    'late'
    """
    return max(states, key=ORDER.index, default="complete")


def words_of(code: str) -> Text:
    """Return what a reason says; a code that has no sentence here is shown as it is."""
    return WORDS.get(code, Text(code, code))


def _down(source: Source, reports: tuple[Standing, ...], last_round: RoundState | None) -> tuple[Health, str] | None:
    """Why nothing can be expected of a source now; None where it works."""
    if source.state == "stopped":
        return "failed", source.why or "source.stopped"
    if reports and all(one.health == "failed" for one in reports):
        return "failed", reports[-1].code
    return ("failed", "feed.round-failed") if last_round == "failed" else None


def _late(source: Source, complete_at: datetime | None, now: datetime) -> tuple[Health, str] | None:
    """Why a source is late; None where it came in time, or nothing is expected of it."""
    if not source.expected_hours:
        return None
    if complete_at is None:
        return "late", "feed.nothing-yet"
    return ("late", "feed.late") if now - complete_at > timedelta(hours=source.expected_hours) else None


def _in_part(reports: tuple[Standing, ...], last_round: RoundState | None) -> tuple[Health, str]:
    """How much of a source that came in time is whole."""
    ailing = [one for one in reports if one.health != "complete"]
    if ailing:
        return (ailing[0].health, ailing[0].code) if len(reports) == 1 else ("partial", "feed.some-reports")
    return ("partial", "feed.round-partial") if last_round == "partial" else ("complete", "")


def _of_delivery(seen: Seen) -> tuple[Health, str]:
    if seen.state == "failed":
        return "failed", seen.code or "feed.failed"
    if seen.state == "partial":
        return "partial", seen.code or "feed.partial"
    return ("partial", seen.doubts[0]) if seen.doubts else ("complete", "")


def _patience(days: int, expected_hours: int) -> timedelta | None:
    """Return after how long without a report type it is late; None where nothing can be expected of it."""
    if not expected_hours or days < _SELDOM:
        return None
    if days >= _OFTEN:
        return timedelta(hours=expected_hours)
    return max(timedelta(hours=expected_hours), timedelta(days=2 * WATCHED_DAYS / days))


WORDS = {
    "": Text("", ""),
    "feed.late": Text("no llegó cuando se esperaba", "it did not arrive when it was expected"),
    "feed.nothing-yet": Text("todavía no llega nada", "nothing has arrived yet"),
    "feed.round-failed": Text("la última visita falló", "the last visit failed"),
    "feed.round-partial": Text("la última visita no pudo traer todo", "the last visit could not bring everything"),
    "feed.some-reports": Text("algunos tipos de reporte no están completos", "some report types are not complete"),
    "feed.failed": Text("la última entrega no se pudo leer", "the last delivery could not be read"),
    "feed.partial": Text("la última entrega llegó incompleta", "the last delivery came incomplete"),
    "feed.quarantine": Text("se apartaron demasiados renglones de la última entrega", "too many rows of the last delivery were set aside"),
    "feed.thin": Text("la última entrega trae muchos menos renglones que de costumbre", "the last delivery has far fewer rows than usual"),
    "feed.foreign": Text("trae demasiados renglones de otro país", "it brings too many rows of another country"),
    "source.stopped": Text("está detenida hasta que una persona la revise", "it is stopped until a person has looked"),
    "file.not-this-format": Text("llegó una página en vez de un reporte", "a page came instead of a report"),
    "file.empty": Text("llegó un archivo vacío", "an empty file came"),
    "file.truncated": Text("el archivo llegó cortado", "the file came cut off"),
    "csv.header": Text("faltan columnas sin las que no se puede leer", "columns are missing without which it cannot be read"),
}
