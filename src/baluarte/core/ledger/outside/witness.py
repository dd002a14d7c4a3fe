"""A witness (C2SP tlog-witness): it remembers one head a log, and signs only what continues it.

Everything here is a decision without a memory of its own. Whoever keeps the memory reads,
decides and stores in one atomic step, and answers only after that: otherwise two requests
at once could roll it back.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, read_size
from baluarte.core.ledger.note import MOST_BYTES, Verifier, read_base64, read_note
from baluarte.core.ledger.outside.cosignature import Cosign, read_cosignature
from baluarte.core.ledger.proofs import extends
from baluarte.core.ledger.tree import EMPTY_ROOT, HASH_BYTES, TreeHead

ADD_CHECKPOINT = "add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
PLAIN_TYPE = "text/plain; charset=utf-8"
MOST_HASHES = 63
MOST_REQUEST_BYTES = MOST_BYTES + (MOST_HASHES + 2) * 64
NEW = TreeHead(0, EMPTY_ROOT)  # what a witness that never signed remembers


@dataclass(frozen=True)
class Request:
    """What a log asks: to sign this note, which continues the size signed last."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def __bytes__(self) -> bytes:
        lines = [f"old {self.old}", *(base64.b64encode(one).decode() for one in self.proof)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.note


@dataclass(frozen=True)
class Answer:
    """Status and body for the log; `remember` is to be durable before the body leaves."""

    status: int
    body: bytes = b""
    content_type: str = PLAIN_TYPE
    remember: TreeHead | None = None


def read_request(body: bytes) -> tuple[Request, Checkpoint]:
    """Return what is asked, and the checkpoint as it says it is: nothing is verified yet. Raises `Unusable`."""
    head, empty, note = body.partition(b"\n\n")
    if len(body) > MOST_REQUEST_BYTES or not empty or not head.isascii():
        raise _MALFORMED
    first, *hashes = head.decode().split("\n")
    old = read_size(first.removeprefix("old ")) if first.startswith("old ") else None
    proof = tuple(read_base64(one) for one in hashes)
    if old is None or len(proof) > MOST_HASHES or any(len(one) != HASH_BYTES for one in proof):
        raise _MALFORMED
    return Request(old, proof, note), read_checkpoint(read_note(note).text, ours=False)


def answer(body: bytes, logs: Mapping[str, Sequence[Verifier]], remembered: Mapping[str, TreeHead], cosign: Cosign) -> Answer:
    """Decide about a request, given the trusted keys and the remembered head of each origin.

    >>> answer(b"nonsense", {}, {}, cosign=print).status
    400
    """
    try:
        request, checkpoint = read_request(body)
    except Unusable as malformed:
        return _no(400, malformed)
    if checkpoint.origin not in logs:
        return _no(404, Unusable("ledger.unknown-log", "This witness does not know that log."))
    try:
        open_checkpoint(request.note, logs[checkpoint.origin], ours=False)
    except Unusable as unsigned:
        return _no(403, unsigned)
    return _of_signed(request, checkpoint, remembered.get(checkpoint.origin, NEW), cosign)


def _of_signed(request: Request, checkpoint: Checkpoint, last: TreeHead, cosign: Cosign) -> Answer:
    new = checkpoint.head
    if request.old > new.size:
        return _no(400, _MALFORMED)
    if request.old != last.size:
        return Answer(409, f"{last.size}\n".encode(), SIZE_TYPE)
    if not extends(last, new, request.proof):
        return _no(422, Unusable("ledger.inconsistent", "The new tree does not begin with the old one."))
    return Answer(200, str(cosign(checkpoint.text)).encode(), remember=new)


def cosignatures_of(body: bytes, text: str, keys: Sequence[Verifier]) -> bytes:
    """Return the lines of a witness's answer that are good signatures by these keys; strangers' are dropped. Raises `Unusable`."""
    note = read_note(text.encode() + b"\n" + body)
    good = [line for line in note.signatures for key in keys if line.is_of(key) and read_cosignature(text, line, key) >= 0]
    if not good:
        raise Unusable("note.other-key", "It was not signed by this key.", "The answer holds no signature by that witness.", "Check the witness's key.")  # fmt: skip
    return "".join(map(str, good)).encode()


def size_of_conflict(body: bytes) -> int | None:
    """Return the size that a witness says to have signed last, from the body of its 409."""
    text = body[:32].decode("ascii", "replace")
    return read_size(text[:-1]) if text.endswith("\n") else None


def public_path(origin: str) -> str:
    """Return where a witness shows the checkpoint of a log that it signed last."""
    return f"{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"


_MALFORMED = Unusable("ledger.request", "The request to the witness cannot be read.", "It is `old`, hashes, an empty line and a checkpoint.", "See specs/ledger/witness.md.")  # fmt: skip


def _no(status: int, why: Unusable) -> Answer:
    return Answer(status, f"{why}\n".encode())
