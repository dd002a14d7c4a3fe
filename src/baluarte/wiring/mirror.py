"""A verified copy of a log: its backup, and our own monitor where it runs on another host.

Only public files are read, and each is hashed up to a signed root before it is kept. On the
first difference it stops, and both versions are kept side by side: that is the evidence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from baluarte.core.errors import Broken, Unusable
from baluarte.core.ledger.outside.policy import Policy, Witnessed, open_by
from baluarte.core.ledger.proofs import extends, prove_consistency
from baluarte.core.ledger.tiles import WIDTH, TiledTree, or_wider, tiles_of
from baluarte.core.ledger.tree import EMPTY_ROOT, TreeHead
from baluarte.gateways.logs import reader_of
from baluarte.store.ledger.log.folder import CHECKPOINT, LogFolder

_EVIDENCE = "evidence"
_BATCH = 256


@dataclass(frozen=True)
class Mirror:
    """A copy of the log at an address, in a folder, by the rule of a policy."""

    url: str
    folder: LogFolder
    policy: Policy

    def follow(self) -> Witnessed:
        """Copy what is new, and return the checkpoint that is held now. Raises `Broken` on the first difference."""
        read = reader_of(self.url)
        note = read(CHECKPOINT)
        seen, held = open_by(self.policy, note), self._held()
        if not seen.is_met:
            raise Unusable(
                "ledger.below-quorum", "Too few witnesses signed the checkpoint.", "The policy asks for more.", "Wait for the next one."
            )
        if seen.checkpoint.head.size < held.size:
            raise self._two(note, f"It has {seen.checkpoint.head.size} entries, and this copy has {held.size}.")
        try:
            self._take(seen.checkpoint.head, held, or_wider(read))
        except Broken as different:
            raise self._two(note, different.what) from different
        self.folder.publish(note, _no_step)
        return seen

    def _held(self) -> TreeHead:
        note = self.folder.published()
        return open_by(self.policy, note).checkpoint.head if note else TreeHead(0, EMPTY_ROOT)

    def _take(self, head: TreeHead, held: TreeHead, read: Callable[[str], bytes]) -> None:
        tree = TiledTree(head.size, read, head.root)
        if not extends(held, head, prove_consistency(held.size, head.size, tree.heads)):
            raise Broken("ledger.inconsistent", f"The log does not continue size '{held.size}', which this copy holds.", "", "")
        files: dict[str, bytes] = {}
        for tile in tiles_of(head.size, held.size):
            files[tile.path] = b"".join(tree.hashes(tile))
            if tile.level == 0:
                tree.entries(tile.number)
                files[tile.bundle_path] = read(tile.bundle_path)
            if len(files) >= _BATCH:
                self.folder.keep(files, _no_step)
                files = {}
        self.folder.keep(files, _no_step)
        if held.size == head.size:
            for number in range(held.size // WIDTH, -(-head.size // WIDTH)):
                TiledTree(head.size, self.folder.read, head.root).entries(number)

    def _two(self, note: bytes, why: str) -> Broken:
        """Keep their checkpoint beside ours, and return the error that names both."""
        place = self.folder.root / _EVIDENCE
        place.mkdir(parents=True, exist_ok=True)
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        theirs, ours = place / f"{stamp}-theirs", place / f"{stamp}-ours"
        theirs.write_bytes(note)
        ours.write_bytes(self.folder.published())
        return Broken(
            "ledger.two-histories",
            f"The log is not the one this copy holds. Both checkpoints are kept: '{theirs}', '{ours}'.",
            why,
            "Either the key was stolen, or somebody shows two histories. Give both to the witnesses.",
        )


def _no_step(_name: str) -> None:
    """Nothing stops here."""
