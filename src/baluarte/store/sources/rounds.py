"""Rounds: begun, told what arrived, ended. Every file is remembered in the commit that makes its delivery."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Max

from baluarte.core.sources.round import Arrived, Learned, Round, RoundState, Stumbled, Wait, state_of
from baluarte.core.sources.schedule import pause_after
from baluarte.core.sources.source import Visits
from baluarte.store.feeds import deliveries
from baluarte.store.feeds.raw import Blob
from baluarte.store.sources.models import FetchedRow, RoundRow, SourceRow
from baluarte.store.sources.shelf import row_of, source_of

REMEMBERED = timedelta(days=60)  # a name that was not seen for so long may be taken anew
_MOST_WORDS = 400
_ASKED = "asked"  # in the memory of a source: somebody wants it visited now


@dataclass(frozen=True)
class Known:
    """What a visit is told: the versions of each name that were taken, and what the last one learned."""

    versions: dict[str, frozenset[str]]
    memory: dict[str, str]


def known(name: str, now: datetime) -> Known:
    """Return what was taken from a source before."""
    row = row_of(name)
    versions: dict[str, set[str]] = {}
    for taken, mark in FetchedRow.objects.filter(source=row, at__gte=now - REMEMBERED).values_list("name", "mark"):
        versions.setdefault(taken, set()).add(mark)
    return Known({taken: frozenset(marks) for taken, marks in versions.items()}, dict(row.memory))


def begin(name: str, now: datetime, *, by_hand: bool) -> int:
    """Write that a round begins. One whose process died is closed first: it brought what it brought."""
    row = row_of(name)
    SourceRow.objects.filter(id=row.id).update(memory={key: text for key, text in row.memory.items() if key != _ASKED})
    RoundRow.objects.filter(source=row, state="running").update(state="failed", code="source.interrupted", ended_at=now)
    return RoundRow.objects.create(source=row, started_at=now, by_hand=by_hand).id


def ask(name: str) -> None:
    """Remember that somebody wants a source visited now."""
    row = row_of(name)
    SourceRow.objects.filter(id=row.id).update(memory={**row.memory, _ASKED: "yes"})


def take(number: int, arrived: Arrived, blob: Blob, now: datetime) -> int | None:
    """Make a delivery of bytes that are durable, and remember its name; None where this version was taken before."""
    with transaction.atomic():
        round_row = RoundRow.objects.select_related("source").get(id=number)
        source = round_row.source
        before = FetchedRow.objects.filter(source=source, name=arrived.name[:400])
        if before.filter(mark=arrived.mark[:200]).exists():
            return None
        odd = ["name-again"] if _should_stay(source, arrived) and before.exists() else []
        delivery = deliveries.receive(_feed(source, arrived), arrived.file or arrived.name, blob, now, source.mapping)
        if arrived.aside:
            deliveries.fail(delivery.id, arrived.aside, now)
        _remember(round_row, arrived, delivery.id, now, odd)
        RoundRow.objects.filter(id=number).update(new=round_row.new + 1, bytes=round_row.bytes + blob.bytes)
    return delivery.id


def learn(number: int, learned: Learned) -> None:
    """Keep what the next round should know."""
    with transaction.atomic():
        source = SourceRow.objects.select_for_update().get(id=RoundRow.objects.values_list("source_id", flat=True).get(id=number))
        memory = {**source.memory, **learned.memory}
        source.memory = {name[:500]: text[:2000] for name, text in memory.items() if text}
        source.save(update_fields=["memory"])


def end(number: int, ended: "Ended", now: datetime) -> Round:
    """Write how a round ended, and when the next may begin."""
    row = RoundRow.objects.select_related("source").get(id=number)
    row.state = state_of(row.new, len(ended.stumbled), ended.code)
    row.stumbled, row.ended_at = len(ended.stumbled), now
    row.code = (ended.code or (ended.stumbled[0].code if ended.stumbled else ""))[:64]
    row.words = (ended.words or "; ".join(f"{one.name}: {one.words}" for one in ended.stumbled))[:_MOST_WORDS]
    row.save()
    source = row.source
    source.failures = source.failures + 1 if row.state in {"failed", "partial"} else 0
    pause = pause_after(source.failures, source_of(source).clock.span) if source.failures else None
    source.not_before = now + max(pause or timedelta(0), ended.wait) if pause or ended.wait else None
    source.save(update_fields=["failures", "not_before"])
    return replace(round_of(row), deliveries=_brought([number]).get(number, ()))


@dataclass(frozen=True)
class Ended:
    """What a visit left behind beside its deliveries."""

    stumbled: tuple[Stumbled, ...] = ()
    code: str = ""
    words: str = ""
    wait: timedelta = timedelta(0)

    def with_stumble(self, one: Stumbled) -> "Ended":
        """Return the same with one more file that could not be had."""
        return replace(self, stumbled=(*self.stumbled, one))

    def with_wait(self, wait: Wait) -> "Ended":
        """Return the same with the patience that the other side asked for."""
        return replace(self, wait=max(self.wait, wait.span), code=self.code or wait.code, words=self.words or wait.words)


def visits() -> dict[str, Visits]:
    """Return, for every source, when it was last visited and how that went."""
    last = dict(RoundRow.objects.values_list("source_id").annotate(Max("started_at")))
    rows = SourceRow.objects.values_list("id", "name", "not_before", "failures", "memory")
    return {
        name: Visits(last.get(number), not_before, failures, asked=_ASKED in memory) for number, name, not_before, failures, memory in rows
    }


def latest_states() -> dict[str, RoundState]:
    """Return how the last round of each source ended; one that is under way has not ended."""
    last = RoundRow.objects.exclude(state="running").values("source_id").annotate(last=Max("id")).values("last")
    rows = RoundRow.objects.filter(id__in=last).values_list("source__name", "state")
    return {name: cast("RoundState", state) for name, state in rows}


def of_source(name: str, most: int = 20) -> list[Round]:
    """Return the newest rounds of a source with the deliveries they brought."""
    rows = list(RoundRow.objects.filter(source__name=name).select_related("source").order_by("-started_at", "-id")[:most])
    brought = _brought([row.id for row in rows])
    return [replace(round_of(row), deliveries=brought.get(row.id, ())) for row in rows]


def round_of(row: RoundRow) -> Round:
    """Return a row as a round."""
    return Round(
        row.id, row.source.name, row.started_at, row.ended_at, cast("RoundState", row.state), row.by_hand, row.new, row.stumbled,
        row.bytes, row.code, row.words,
    )  # fmt: skip


def forget(now: datetime) -> int:
    """Forget rounds and names that no visit needs any more; return how many rounds went."""
    FetchedRow.objects.filter(at__lt=now - REMEMBERED, delivery__isnull=True).delete()
    gone = RoundRow.objects.filter(started_at__lt=now - 2 * REMEMBERED)
    count: int = gone.count()
    gone.delete()
    return count


def _brought(numbers: list[int]) -> dict[int, tuple[int, ...]]:
    """Return the deliveries of some rounds, each once, in the order of their arrival."""
    found: dict[int, list[int]] = {}
    taken = FetchedRow.objects.filter(round_id__in=numbers, delivery__isnull=False).order_by("id")
    for number, delivery in taken.values_list("round_id", "delivery_id"):
        found.setdefault(number or 0, []).append(delivery or 0)
    return {number: tuple(dict.fromkeys(deliveries)) for number, deliveries in found.items()}


def _remember(round_row: RoundRow, arrived: Arrived, delivery: int, now: datetime, odd: list[str]) -> None:
    whole: list[dict[str, Any]] = [{"name": arrived.name, "mark": arrived.mark, "odd": odd, "delivery_id": delivery}]
    inside = [{"name": name, "mark": mark} for name, mark in arrived.also]
    FetchedRow.objects.bulk_create(
        [
            FetchedRow(
                source=round_row.source, round=round_row, at=now, **{**one, "name": one["name"][:400], "mark": one["mark"][:200]}
            )
            for one in [*whole, *inside]
        ],
        ignore_conflicts=True,
        batch_size=200,
    )  # fmt: skip


def _should_stay(source: SourceRow, arrived: Arrived) -> bool:
    """A report of a day has its name for good; the one address of a catalogue is new each time."""
    return source.kind in {"shadowserver-api", "folder"} and not arrived.also


def _feed(source: SourceRow, arrived: Arrived) -> str:
    return "mail" if arrived.aside else source.feed
