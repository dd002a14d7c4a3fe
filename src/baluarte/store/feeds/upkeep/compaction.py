"""Which days of the lake lie in too many files, and the one transaction that swaps them for one.

Readers ask the manifest, so they see the files before or the file after, never both. The old
files are not removed here: they are given the age of today, and the sweep takes them when no
reading that began before the swap can still be going on.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum

from baluarte.core.errors import Broken, Outdated
from baluarte.store.feeds import manifest
from baluarte.store.feeds.durable import Step
from baluarte.store.feeds.lake import Lake, Written
from baluarte.store.feeds.models import ManifestRow, ProvenanceRow
from baluarte.store.feeds.upkeep import merging
from baluarte.store.feeds.upkeep.turn import Upkeep

QUIET = timedelta(hours=1)  # since the last delivery of a day ended: it is not rewritten while it still grows
_SETTLED = timedelta(days=1)  # after which even a small rest is merged into a large file
_WORTH = 10  # before that, the files beside the largest must hold at least one row for ten of its rows


@dataclass(frozen=True)
class Crowd:
    """A report and day that lie in several files."""

    report: str
    day: date
    parts: tuple[tuple[int, str, str], ...]  # manifest number, path, SHA-256

    @property
    def numbers(self) -> list[int]:
        """Return the manifest rows of the files."""
        return [number for number, _, _ in self.parts]


def crowded(now: datetime, quiet: timedelta) -> Iterator[Crowd]:
    """Yield the days that are worth compacting, oldest first."""
    days = ManifestRow.objects.values("report", "day").annotate(
        parts=Count("id"), last=Max("delivery__done_at"), largest=Max("rows"), total=Sum("rows")
    )
    worth = Q(total__gte=F("largest") + F("largest") / _WORTH) | Q(last__lte=now - _SETTLED)
    due = days.filter(worth, parts__gt=1, last__lte=now - quiet) if quiet else days.filter(parts__gt=1)
    for report, day in list(due.order_by("day", "report").values_list("report", "day")):
        rows = ManifestRow.objects.filter(report=report, day=day).order_by("id")
        yield Crowd(report, day, tuple(rows.values_list("id", "path", "sha256")))


def compact(crowd: Crowd, lake: Lake, turn: Upkeep, step: Step) -> Written:
    """Make one file of a day's files, and the manifest name it in their place."""

    def go_on(point: str) -> None:
        """Large days take minutes; the turn is lengthened at every point of the way."""
        turn.renew()
        step(point)

    merging.refuse_damage(lake, [(path, digest) for _, path, digest in crowd.parts])
    made = merging.merge(lake, crowd.report, crowd.day, [path for _, path, _ in crowd.parts], go_on)
    told = merging.origins(lake, made.path)
    if told != _origins(crowd.numbers):
        raise Broken(
            "lake.compacted-wrongly",
            f"The merged file of {crowd.report} on {crowd.day.isoformat()} does not hold the rows of the files it was made from.",
            "Compaction moves rows; it never adds or loses one.",
            "Nothing was replaced. Keep the files, and run `baluarte check accounting --deep`.",
        )
    for _, path, _ in crowd.parts:
        os.utime(lake.root / path)  # from now on the sweep counts the grace of those who still read it
    step("feeds.compact.before-swap")
    _swap(crowd, made, told, turn)
    step("feeds.compact.swapped")
    return made


def _swap(crowd: Crowd, made: Written, told: dict[int, int], turn: Upkeep) -> None:
    with transaction.atomic():
        turn.fence()
        old = list(ManifestRow.objects.select_for_update().filter(id__in=crowd.numbers).order_by("id"))
        if len(old) != len(crowd.parts):
            raise Outdated(
                "lake.moved",
                f"The files of {crowd.report} on {crowd.day.isoformat()} were replaced meanwhile.",
                "Only files that the manifest still names are swapped.",
                "It is tried again with the files of now.",
            )
        manifest.add_merged(made, told)
        ManifestRow.objects.filter(id__in=crowd.numbers).delete()


def _origins(parts: list[int]) -> dict[int, int]:
    """Return how many rows of these files came with each delivery, as the manifest says."""
    rows = ProvenanceRow.objects.filter(part_id__in=parts).values("delivery_id").annotate(held=Sum("rows"))
    return {row["delivery_id"]: row["held"] for row in rows.order_by("delivery_id")}
