"""After an older copy was restored: the database learns again what was published, and what it had logged meanwhile gets new places.

What was published stands, always. Entries that this database gave the same places to since
it was restored are logged again behind them, so nothing is lost and nothing is taken back.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import Checkpoint, open_checkpoint
from baluarte.core.ledger.entries.entry import read_entry
from baluarte.core.ledger.note import Verifier
from baluarte.core.ledger.tiles import WIDTH, TiledTree, is_tile_path
from baluarte.core.ledger.tree import leaf_hash
from baluarte.store.ledger.lanes import Draft, give_places
from baluarte.store.ledger.log.folder import CHECKPOINT, LogFolder, Step
from baluarte.store.ledger.models import Head, Logged, Pending, Tail

_BATCH = 512
# What every log says of itself; the published ones stand, and are compared again at the next round.
_OF_ITSELF = frozenset({"ledger.start", "ledger.key", "ledger.policy", "ledger.software"})


@dataclass(frozen=True)
class Source:
    """A whole copy of the published log, every byte of which was verified."""

    folder: LogFolder
    note: bytes
    checkpoint: Checkpoint

    def entries(self) -> Iterator[bytes]:
        """Give every entry, in order."""
        tree = TiledTree(self.checkpoint.head.size, self.folder.read, self.checkpoint.head.root)
        for number in range(-(-tree.size // WIDTH)):
            yield from tree.entries(number)


def read_source(place: Path, origin: str, key: Verifier) -> Source:
    """Return a copy of the published log once all of it was read and fits its signature. Raises `Unusable` or `Broken`."""
    folder = LogFolder(place)
    note = folder.published()
    checkpoint, _ = open_checkpoint(note, [key])
    if checkpoint.origin != origin:
        raise Unusable("ledger.origin", "The checkpoint names another log than the key that signed it.", "", "Use a copy of this log.")
    source = Source(folder, note, checkpoint)
    for _ in source.entries():
        pass
    return source


def take_files(source: Source, own: LogFolder, aside: Path, step: Step) -> None:
    """Put the published files in the place of our own, which are kept aside; nothing is removed."""
    if source.folder.root.resolve() == own.root.resolve():
        return
    if own.root.exists():
        own.root.rename(aside)
    paths = [path for path in source.folder.every() if is_tile_path(path) or path.startswith("access/")]
    for first in range(0, len(paths), _BATCH):
        own.keep({path: source.folder.read(path) for path in paths[first : first + _BATCH]}, step)
    own.publish(source.note, step)


def take_entries(source: Source, step: Step) -> int:
    """Let the database hold the published entries, log again what it had in their places, and return how many those were.

    Call it in a transaction.
    """
    size, ours = source.checkpoint.head.size, _after_fork(source)
    fork = ours[0].seq if ours else Logged.objects.count()
    Logged.objects.filter(seq__gte=fork).delete()
    Logged.objects.bulk_create([_row(raw, seq) for seq, raw in enumerate(source.entries()) if seq >= fork], batch_size=_BATCH)
    _place_marks(fork)
    Tail.objects.update_or_create(id=1, defaults={"next": size})
    step("ledger.recover.entries")
    again = [
        Draft(row.kind, row.at, json.loads(bytes(row.raw))["body"])
        for row in ours
        if row.kind not in _OF_ITSELF and row.kind != "ground.mark"
    ]
    if again:
        give_places(again, source.checkpoint.origin)
    head = source.checkpoint.head
    told = {"origin": source.checkpoint.origin, "size": size, "root": head.root.hex(), "published_size": size, "patrol": 0}
    Head.objects.update_or_create(id=1, defaults=told)
    return len(again)


def _after_fork(source: Source) -> Sequence[Logged]:
    """Return the entries of the database from the first that is not the published one of its place, or is not published."""
    rows = Logged.objects.order_by("seq")
    for row, raw in zip(rows.iterator(chunk_size=_BATCH), source.entries(), strict=False):
        if bytes(row.raw) != raw:
            return list(Logged.objects.filter(seq__gte=row.seq).order_by("seq"))
    return list(Logged.objects.filter(seq__gte=source.checkpoint.head.size).order_by("seq"))


def _row(raw: bytes, seq: int) -> Logged:
    entry = read_entry(raw, seq)
    return Logged(seq=seq, kind=entry.kind, at=entry.at, raw=raw, leaf=leaf_hash(raw))


def _place_marks(fork: int) -> None:
    """Give marks the places that the published log gives them; those it does not have wait again."""
    Pending.objects.filter(seq__gte=fork).update(seq=None)
    places = {
        json.loads(bytes(raw))["body"].get("content"): seq
        for seq, raw in Logged.objects.filter(seq__gte=fork, kind__in=("ground.mark", "incidents.report")).values_list("seq", "raw")
    }
    for row in Pending.objects.filter(seq=None, sort__in=list(places)) if len(places) < _BATCH else Pending.objects.filter(seq=None):
        if row.sort in places:
            Pending.objects.filter(id=row.pk).update(seq=places[row.sort])


def published_at(place: Path) -> bool:
    """Say whether there is a copy of a log in a folder."""
    return (place / CHECKPOINT).is_file()
