"""The writer of the log: entries become files, files become a head, and only a head that was read back is signed.

The order is fixed (ledger.md 12.1): entries with their indexes are committed; bundles and
tiles are written and synced; the new head is stored against the old one; then it is signed.
Nothing that was written is trusted for having been written: the head that is signed is
computed from the files as the disk gives them, and held against the last signed one with
the code of the verifier.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from baluarte.core.errors import Broken, Missing, Outdated, Unusable
from baluarte.core.ground.world import World
from baluarte.core.ledger.checkpoint import Checkpoint, open_checkpoint
from baluarte.core.ledger.note import Verifier, read_verifier
from baluarte.core.ledger.proofs import extends, prove_consistency
from baluarte.core.ledger.tiles import WIDTH, TiledTree, grow
from baluarte.core.ledger.tree import EMPTY_ROOT, TreeHead, leaf_hash
from baluarte.store.ledger.log.folder import LogFolder, Step
from baluarte.store.ledger.log.patrol import faults_of, name_edge
from baluarte.store.ledger.models import Head, Logged

FOLDER = "ledger"  # below the data folder: everything that is served, and nothing else
_MOST = 16_384  # entries a round; what is left waits a minute
_FILES_A_ROUND = 4096  # read again each time: a small log whole, a large one in turns


@dataclass(frozen=True)
class Writer:
    """Writes one log: its name, its folder, the key by which the last checkpoint is known again."""

    origin: str
    folder: LogFolder
    key: Verifier
    step: Step

    def stored(self) -> Head:
        """Return the row that says how far the tree is written; it begins with the empty tree."""
        row, _ = Head.objects.get_or_create(id=1, defaults={"origin": self.origin, "key": str(self.key), "root": EMPTY_ROOT.hex()})
        if row.origin != self.origin:
            raise Broken("ledger.other-origin", f"This log is '{row.origin}', and the settings say '{self.origin}'.", "A log keeps its name for ever.", "Set BALUARTE_LEDGER_ORIGIN back.")  # fmt: skip
        return row

    def tree(self, head: TreeHead) -> TiledTree:
        """Return the tree as its files on the disk give it. Raises `Broken` where they do not give this head."""
        try:
            return TiledTree(head.size, self.folder.read, head.root)
        except (Broken, Missing) as fault:
            first = (head.size - 1) // WIDTH * WIDTH
            leaves = [
                bytes(leaf)
                for leaf in Logged.objects.filter(seq__gte=first, seq__lt=head.size).order_by("seq").values_list("leaf", flat=True)
            ]
            named = name_edge(self.folder, head.size, leaves) or (fault.what,)
            raise damaged(named) from fault

    def published(self) -> Checkpoint | None:
        """Return the checkpoint that is published, its signature verified; None before the first. Raises `Broken`."""
        note = self.folder.published()
        if not note:
            return None
        try:
            return open_checkpoint(note, [self.key])[0]
        except Unusable as damaged:
            raise Broken("ledger.file", f"'checkpoint' is damaged. {damaged.what}", damaged.why, "Nothing was signed. Bring the file back from a mirror.") from damaged  # fmt: skip

    def refuse_restored(self, stored: TreeHead) -> None:
        """Raise `Broken` where more is published than the database knows: somebody brought back an older copy."""
        shown = self.published()
        if shown is None:
            return
        if shown.head.size > stored.size:
            raise Broken(
                "ledger.restored",
                f"The published log has '{shown.head.size}' entries, this database knows '{stored.size}': an older copy was restored.",
                "A log never goes back, so nothing is signed.",
                "Bring the published entries back: 'baluarte ledger recover'.",
            )
        self._refuse_other(shown.head, self.tree(stored))

    def extend(self, stored: TreeHead) -> TreeHead:
        """Write the files of what was logged since, and store the new head against the old one. Raises `Outdated` where another writer won."""
        entries = _logged_since(stored.size)
        if not entries:
            return stored
        self.folder.keep(grow(self.tree(stored), entries).files, self.step)
        read_back = TiledTree(stored.size + len(entries), self.folder.read)
        for number in range(stored.size // WIDTH, -(-read_back.size // WIDTH)):
            read_back.entries(number)
        self._refuse_other(stored, read_back)
        self._swap(stored, read_back.head)
        return read_back.head

    def walk_on(self, head: TreeHead, start: int) -> None:
        """Read files of the log again, from where the last round stopped. Raises `Broken` with the names of those that do not fit."""
        found = faults_of(self.folder, self.tree(head), start, _FILES_A_ROUND)
        if found.faults:
            raise damaged(found.faults)
        Head.objects.filter(id=1).update(patrol=found.stopped_at)

    def publish(self, note: bytes, size: int, now: datetime) -> bool:
        """Put a signed checkpoint in its place, unless another writer was faster with a longer one."""
        with transaction.atomic():
            Head.objects.select_for_update().get(id=1)
            shown = self.published()
            if shown is not None and shown.head.size > size:
                return False
            self.folder.publish(note, self.step)
            Head.objects.filter(id=1).update(published_size=size, published_at=now, signed_at=now, quorum_missing_since=None)
        return True

    def _refuse_other(self, old: TreeHead, tree: TiledTree) -> None:
        if not extends(old, tree.head, prove_consistency(old.size, tree.size, tree.heads)):
            raise Broken(
                "ledger.inconsistent",
                f"The files of the log do not continue size '{old.size}'.",
                "A log never signs a checkpoint that contradicts one signed before.",
                "Nothing was signed. Keep this copy and compare it with a mirror.",
            )

    def _swap(self, old: TreeHead, new: TreeHead) -> None:
        self.step("ledger.head.before-swap")
        with transaction.atomic():
            same = Head.objects.filter(id=1, size=old.size, root=old.root.hex())
            won = same.update(size=new.size, root=new.root.hex())
        if not won:
            raise Outdated("ledger.overtaken", "Another writer of the log was faster.", "Two writers never sign the same place.", "Nothing is lost: it goes on from there.")  # fmt: skip
        self.step("ledger.head.swapped")


def writer_of(world: World) -> Writer:
    """Return the writer of this installation's log; the signer is asked for its key once, and it is kept."""
    origin = world.house.log_origin
    kept = Head.objects.filter(id=1, origin=origin).exclude(key="").values_list("key", flat=True).first()
    key = kept or world.signer.key(origin)
    return Writer(origin, LogFolder(Path(world.data) / FOLDER), read_verifier(key), world.step)


def damaged(sentences: Sequence[str]) -> Broken:
    """Return the error that names what is damaged."""
    return Broken(
        "ledger.file",
        " ".join(sentences[:10]),
        f"What was logged is never changed, and {len(sentences)} files are not as they were logged.",
        "Nothing was signed. Keep this copy; bring the files back from a mirror, then 'baluarte job release ledger'.",
    )


def head_of(row: Head) -> TreeHead:
    """Return size and root of a row."""
    return TreeHead(row.size, bytes.fromhex(row.root))


def published_row() -> Head | None:
    """Return the row of the log as it is published; None before it began."""
    return Head.objects.filter(id=1).first()


def say_quorum_missing(now: datetime) -> None:
    """Remember since when too few witnesses sign."""
    Head.objects.filter(id=1, quorum_missing_since=None).update(quorum_missing_since=now)


def _logged_since(size: int) -> list[bytes]:
    """Return the entries that no file holds yet. Raises `Broken` for a gap or for bytes that are not those that were hashed."""
    rows = Logged.objects.filter(seq__gte=size).order_by("seq")[:_MOST]
    return list(_sound(size, rows))


def _sound(size: int, rows: Iterable[Logged]) -> Iterator[bytes]:
    for seq, row in enumerate(rows, size):
        raw = bytes(row.raw)
        if row.seq != seq or leaf_hash(raw) != bytes(row.leaf):
            raise Broken("ledger.entry", f"Entry '{seq}' in the database is not the one that was logged.", "", "Nothing was signed. Keep this copy and look who changed it.")  # fmt: skip
        yield raw
