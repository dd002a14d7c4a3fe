"""How every source stands now, from its deliveries and its rounds. Counted in the database, judged in the core."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate

from baluarte.core.sources.health import WATCHED_DAYS, Seen, SourceHealth, judge
from baluarte.core.sources.source import Source
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.sources import shelf
from baluarte.store.sources.models import FetchedRow
from baluarte.store.sources.rounds import latest_states

LOOKED_BACK = timedelta(days=60)
_DOUBTS = ("feed.quarantine", "feed.thin")
_NO_FEEDS = frozenset({"mail", "auto"})  # a mail that waits for a person; a file that nobody could tell the feed of


@dataclass(frozen=True)
class _Group:
    """The deliveries of one report type that one source brought."""

    report: str
    last: int
    complete_at: datetime | None
    days: int


def standing(now: datetime) -> list[SourceHealth]:
    """Return how each source stands; a feed that nobody registered, but brought files by hand, stands under its own name."""
    sources = {source.name: source for source in shelf.every()}
    by_feed = {source.feed: source.name for source in sources.values() if source.kind == "upload"}
    groups: dict[str, list[_Group]] = defaultdict(list)
    for name, group in _fetched(now):
        groups[name].append(group)
    for feed, group in _brought(now):
        groups[by_feed.get(feed, feed)].append(group)
    states = latest_states()
    seen = _seen([group for found in groups.values() for group in found])
    registered = [judge(source, _of(groups[source.name], seen), states.get(source.name), now) for source in sources.values()]
    nameless = [name for name in groups if name not in sources and name not in _NO_FEEDS]
    # Nobody said how often they come: nothing is expected of them, and only their files are judged.
    others = [judge(Source(name, "upload", name, expected_hours=0), _of(groups[name], seen), None, now) for name in nameless]
    return sorted([*registered, *others], key=lambda one: one.source)


def _fetched(now: datetime) -> list[tuple[str, _Group]]:
    rows = FetchedRow.objects.filter(delivery__received_at__gte=now - LOOKED_BACK).exclude(source__state="ended")
    return [(row["source__name"], _group(row, "delivery__")) for row in _counted(rows, "delivery__", now, "source__name")]


def _brought(now: datetime) -> list[tuple[str, _Group]]:
    rows = DeliveryRow.objects.filter(received_at__gte=now - LOOKED_BACK).exclude(
        id__in=FetchedRow.objects.filter(delivery__isnull=False).values("delivery_id")
    )
    return [(row["feed"], _group(row, "")) for row in _counted(rows, "", now, "feed")]


def _counted(rows: "QuerySet[Any]", path: str, now: datetime, by: str) -> Iterable[dict[str, Any]]:
    whole = Q(**{f"{path}state": "done"})
    lately = Q(**{f"{path}received_at__gte": now - timedelta(days=WATCHED_DAYS)})
    found: Iterable[dict[str, Any]] = rows.values(by, f"{path}report").annotate(
        last=Max(f"{path}id"),
        complete_at=Max(f"{path}received_at", filter=whole),
        days=Count(TruncDate(f"{path}received_at"), filter=lately, distinct=True),
    )
    return found


def _group(row: dict[str, Any], path: str) -> _Group:
    return _Group(row[f"{path}report"], row["last"], row["complete_at"], row["days"])


def _seen(groups: list[_Group]) -> dict[int, Seen]:
    """Return what is known of the last delivery of each group."""
    rows = DeliveryRow.objects.filter(id__in=[group.last for group in groups]).values_list("id", "received_at", "state", "code", "notes")
    last = {number: (at, state, code, notes) for number, at, state, code, notes in rows}
    found: dict[int, Seen] = {}
    for group in groups:
        at, state, code, notes = last[group.last]
        doubts = tuple(note for note in notes if note in _DOUBTS)
        found[group.last] = Seen(group.report, at, state, code, doubts, group.complete_at, group.days, group.last)
    return found


def _of(groups: list[_Group], seen: dict[int, Seen]) -> list[Seen]:
    """Return what is known of one source. A file that nobody could read has no report type: later whole ones outlive it."""
    found = [seen[group.last] for group in groups]
    newest = max((one.complete_at for one in found if one.complete_at), default=None)
    return [one for one in found if one.report or newest is None or one.at >= newest]
