"""The log seen from inside: what only the operator can compare, because outsiders have no database.

Every entry of the database is the one in the files; every mark has left its commitment,
opened by its salt; nothing waits longer than its lane allows.
"""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic

from django.db.models import Min

from baluarte.core.errors import Broken, Missing
from baluarte.core.ground.check import Asked, Check
from baluarte.core.ground.world import World
from baluarte.core.ledger.commitment import commit
from baluarte.core.ledger.tiles import WIDTH, TiledTree
from baluarte.core.ledger.tree import leaf_hash
from baluarte.store.ledger.lanes import MARK_KIND, content_of, overdue
from baluarte.store.ledger.log.patrol import faults_of
from baluarte.store.ledger.log.writer import head_of, writer_of
from baluarte.store.ledger.models import Logged, Mark, Pending

_LATELY = timedelta(days=2)  # the marks that are looked at without `deep`
_FILES = 20_000  # read without `deep`; what is beyond them is told as not covered


def look(world: World, asked: Asked) -> Check:
    """Check the whole log from inside. Nothing is repaired."""
    began, now, left = monotonic(), world.now(), 0
    failed = [*_faults_of_marks(now, deep=asked.deep), *_faults_of_entries()]
    if not Logged.objects.exists():  # nothing was logged yet, so there is nothing to compare
        return Check("published", 0, tuple(failed), 0, now, round(monotonic() - began, 3))
    writer = writer_of(world)
    row = writer.stored()
    try:
        writer.refuse_restored(head_of(row))
        tree = writer.tree(head_of(row))
        walked = faults_of(writer.folder, tree, 0, 1 << 62 if asked.deep else _FILES)
        failed += [*walked.faults, *_faults_between(tree)]
        left = max(0, tree.size - walked.stopped_at * WIDTH) if walked.stopped_at else 0
    except (Broken, Missing) as fault:
        failed.append(str(fault))
    return Check("published", Logged.objects.count(), tuple(failed), left, now, round(monotonic() - began, 3))


def _faults_of_entries() -> Iterator[str]:
    for seq, (number, raw, leaf) in enumerate(Logged.objects.order_by("seq").values_list("seq", "raw", "leaf").iterator()):
        if number != seq:
            yield f"Entry {seq} is missing in the database."
            return
        if leaf_hash(bytes(raw)) != bytes(leaf):
            yield f"Entry {seq} in the database is not the one that was logged."


def _faults_between(tree: TiledTree) -> Iterator[str]:
    rows = Logged.objects.filter(seq__lt=tree.size).order_by("seq").values_list("raw", flat=True).iterator()
    for number in range(-(-tree.size // WIDTH)):
        try:
            entries = tree.entries(number)
        except (Broken, Missing):
            return  # the walk has named it
        for place, (entry, raw) in enumerate(zip(entries, itertools.islice(rows, len(entries)), strict=False)):
            if entry != bytes(raw):
                yield f"Entry {number * WIDTH + place} of the files is another one than in the database."


def _faults_of_marks(now: datetime, *, deep: bool) -> Iterator[str]:
    """Look at the marks of the last days, or at all of them when deep: each must have left what opens to it."""
    if late := overdue(now):
        yield f"{late} marks have waited for their place longer than their hour."
    first = Pending.objects.exclude(mark=None).aggregate(first=Min("mark_id"))["first"]
    since = datetime.min.replace(tzinfo=UTC) if deep else now - _LATELY
    marks = Mark.objects.filter(id__gte=first or 0, at__gte=since) if first else Mark.objects.none()
    left = Pending.objects.filter(at__gte=since).exclude(mark=None)
    yield from (
        f"Mark {number} has left nothing for the log."
        for number in marks.exclude(id__in=left.values("mark_id")).values_list("id", flat=True)[:10]
    )
    for row in left.exclude(salt=None).select_related("mark").iterator(chunk_size=2000):
        if row.mark is None or row.salt is None or commit(content_of(row.mark), bytes(row.salt)) != row.sort:
            yield f"Mark {row.mark_id} is not what was committed to."
    yield from _faults_of_places(since)


def _faults_of_places(since: datetime) -> Iterator[str]:
    placed = Pending.objects.filter(kind=MARK_KIND, at__gte=since).exclude(seq=None)
    logged = dict(Logged.objects.filter(seq__in=placed.values("seq")).values_list("seq", "raw"))
    for seq, sealed in placed.values_list("seq", "sort").iterator():
        if sealed.encode() not in bytes(logged.get(seq or 0, b"")):
            yield f"The commitment of entry {seq} is not in the log."
