"""Proof files (C2SP tlog-proof): index, proof and checkpoint in one file that needs no network.

With the entry beside it: entry → leaf hash → proof → root → signatures.
"""

import base64
from dataclasses import dataclass

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import read_size
from baluarte.core.ledger.note import read_base64
from baluarte.core.ledger.outside.policy import Policy, Witnessed, open_by
from baluarte.core.ledger.proofs import includes
from baluarte.core.ledger.tree import HASH_BYTES, leaf_hash

FIRST_LINE = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
MOST_HASHES = 63
MOST_BYTES = 256 << 10


@dataclass(frozen=True)
class ProofFile:
    """That an entry stands at this index, for whoever trusts the signatures of the note.

    `extra` is signed by nobody: a convenience, never a fact.
    """

    index: int
    proof: tuple[bytes, ...]
    note: bytes
    extra: bytes = b""

    def __bytes__(self) -> bytes:
        lines = [FIRST_LINE, *([f"extra {_text(self.extra)}"] if self.extra else []), f"index {self.index}", *map(_text, self.proof)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.note


def read_proof_file(data: bytes) -> ProofFile:
    """Return a proof file, its signatures and its proof not verified yet. Raises `Unusable`."""
    head, empty, note = data.partition(b"\n\n")
    if len(data) > MOST_BYTES or not empty or not head.isascii():
        raise _NO_PROOF
    lines = head.decode().split("\n")
    extra = lines.pop(1).removeprefix("extra ") if len(lines) > 1 and lines[1].startswith("extra ") else None
    index = read_size(lines[1].removeprefix("index ")) if len(lines) > 1 and lines[1].startswith("index ") else None
    proof = tuple(read_base64(line) for line in lines[2:])
    more = read_base64(extra) if extra else b""
    well_formed = lines[0] == FIRST_LINE and len(proof) <= MOST_HASHES and all(len(one) == HASH_BYTES for one in proof)
    if index is None or not well_formed or (extra is not None and not more):
        raise _NO_PROOF
    return ProofFile(index, proof, note, more)


def prove_entry(file: ProofFile, entry: bytes, policy: Policy) -> Witnessed:
    """Return the checkpoint under which this very entry stands at the index of the file. Raises `Unusable`."""
    witnessed = open_by(policy, file.note)
    if not includes(witnessed.checkpoint.head, file.index, leaf_hash(entry), file.proof):
        raise Unusable("ledger.not-proved", "The entry is not the one that was logged there.", "Its hash does not lead to the signed root.", "Compare the entry with the published one.")  # fmt: skip
    return witnessed


_NO_PROOF = Unusable("ledger.proof-file", "This is not a proof file.", "It is `c2sp.org/tlog-proof@v1`, index, hashes, an empty line and a checkpoint.", "Fetch it again.")  # fmt: skip


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
