"""What anybody may read of the public log: its files, how it stands, an entry, and the proof of one. None of it is marked."""

import re
from datetime import UTC, datetime
from pathlib import Path

from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.world import World
from baluarte.core.ledger.checkpoint import Checkpoint, open_checkpoint
from baluarte.core.ledger.entries.entry import read_entry
from baluarte.core.ledger.entries.kinds import kinds
from baluarte.core.ledger.note import read_verifier
from baluarte.core.ledger.outside.policy import NONE, Policy, open_by, read_policy
from baluarte.core.ledger.outside.prooffile import ProofFile
from baluarte.core.ledger.proofs import prove_inclusion
from baluarte.core.ledger.standing import LogStanding, SeenBy, ShownEntry
from baluarte.core.ledger.tiles import TiledTree, is_tile_path
from baluarte.core.ledger.tree import EMPTY_ROOT, TreeHead, leaf_hash
from baluarte.core.ledger.unmarked import public
from baluarte.core.rights.actors import Actor
from baluarte.store.ground.watch import halts
from baluarte.store.ledger import lanes
from baluarte.store.ledger.log.folder import CHECKPOINT, LogFolder
from baluarte.store.ledger.log.writer import FOLDER, published_row

_DAY_FILE = re.compile(r"access/[0-9]{4}/[0-9]{2}/[0-9]{2}", re.ASCII)
_LATEST = 20


@public
def read_log_file(world: World, actor: Actor, path: str) -> bytes:  # noqa: ARG001 - anybody may
    """Return a public file of the log: the checkpoint, a tile, a bundle, or the file of a day."""
    if path != CHECKPOINT and not is_tile_path(path) and not _DAY_FILE.fullmatch(path):
        raise Missing("ledger.no-file", f"The log has no file '{path[:100]}'.", "", "Check the address.")
    return _folder(world).read(path)


@public
def show_log(world: World, actor: Actor) -> LogStanding:  # noqa: ARG001 - anybody may
    """Return how the public log stands: what is published, who saw it, and what is not well."""
    row, note = published_row(), _folder(world).published()
    key, policy = row.key if row else "", _policy(world)
    head = _head_of(note, key)
    return LogStanding(
        origin=row.origin if row else world.house.log_origin,
        key=key,
        size=head.size if head else 0,
        root=head.root if head else EMPTY_ROOT,
        note=note.decode("utf-8", "replace"),
        published_at=row.published_at if row else None,
        now=world.now(),
        witnesses=_seen_by(policy, note if head else b"") if policy else (),
        needed=_rule(policy) if policy else "",
        quorum_missing_since=row.quorum_missing_since if row else None,
        stopped=head is None or any(one.queue == "ledger" for one in halts.standing()),
        waiting=lanes.waiting(),
    )


@public
def list_logged(world: World, actor: Actor) -> tuple[ShownEntry, ...]:  # noqa: ARG001 - anybody may
    """Return the newest published entries, the last one first; sealed acts are counted and not listed."""
    row = published_row()
    return tuple(_shown(raw) for raw in lanes.newest(row.published_size if row else 0, _LATEST))


@public
def show_logged(world: World, actor: Actor, index: int) -> ShownEntry:  # noqa: ARG001 - anybody may
    """Return one published entry."""
    return _shown(_entry(world, index))


@public
def prove_logged(world: World, actor: Actor, index: int) -> bytes:  # noqa: ARG001 - anybody may
    """Return the proof file of one published entry: it is checked without any network."""
    note, row = _folder(world).published(), published_row()
    if not note or row is None or not 0 <= index < row.published_size:
        raise _no_entry(index)
    checkpoint = _opened(note, row.key)
    tree = TiledTree(checkpoint.head.size, _folder(world).read, checkpoint.head.root)
    return bytes(ProofFile(index, tuple(prove_inclusion(index, tree.size, tree.heads)), note))


@public
def find_release(world: World, actor: Actor, sha256: str) -> int | None:  # noqa: ARG001 - anybody may
    """Return which published entry holds the hash of something that was published; None where none does yet."""
    row, found = published_row(), lanes.index_of("ground.release", sha256)
    return found if row is not None and found is not None and found < row.published_size else None


@public
def show_policy(world: World, actor: Actor) -> str:  # noqa: ARG001 - anybody may
    """Return the policy of this log: the file of the operator, or, where there is none, its own key and no witness."""
    if world.outside.policy:
        try:
            return Path(world.outside.policy).read_text("utf-8")
        except OSError as failure:
            raise Unusable(
                "ledger.no-policy", "The policy of the witnesses cannot be read.", str(failure), "See BALUARTE_LEDGER_POLICY."
            ) from failure
    row = published_row()
    return f"log {row.key if row else world.signer.key(world.house.log_origin)}\nquorum none\n"


def _entry(world: World, index: int) -> bytes:
    row = published_row()
    if row is None or not 0 <= index < row.published_size:
        raise _no_entry(index)
    return LogFolder(Path(world.data) / FOLDER).entry(index, row.published_size)


def _shown(raw: bytes) -> ShownEntry:
    entry = read_entry(raw)
    return ShownEntry(entry.seq, kinds().get(entry.kind), entry.kind, entry.at, entry.body, raw, leaf_hash(raw))


def _opened(note: bytes, key: str) -> Checkpoint:
    return open_checkpoint(note, [read_verifier(key)])[0]


def _policy(world: World) -> Policy | None:
    if not world.outside.policy:
        return None
    try:
        policy = read_policy(Path(world.outside.policy).read_text("utf-8"))
    except (OSError, Unusable):
        return None
    return None if policy.quorum == NONE else policy


def _head_of(note: bytes, key: str) -> TreeHead | None:
    """Return the head that is published; None where the file is damaged, which the page must survive to say."""
    if not note or not key:
        return TreeHead(0, EMPTY_ROOT)
    try:
        return _opened(note, key).head
    except Unusable:
        return None


def _seen_by(policy: Policy, note: bytes) -> tuple[SeenBy, ...]:
    try:
        times = open_by(policy, note).times if note else {}
    except Unusable:  # the policy is that of another key, or a signature in it does not fit
        times = {}
    return tuple(SeenBy(one.name, datetime.fromtimestamp(times[one.name], UTC) if one.name in times else None) for one in policy.witnesses)


def _rule(policy: Policy) -> str:
    group = policy.groups.get(policy.quorum)
    return f"{group.needed}/{len(group.members)}" if group else "1/1"


def _folder(world: World) -> LogFolder:
    return LogFolder(Path(world.data) / FOLDER)


def _no_entry(index: int) -> Missing:
    return Missing("ledger.no-such-entry", f"There is no published entry '{index}'.", "Entries are counted from zero, without gaps.", "What was logged now is published within a minute.")  # fmt: skip
