"""Checkpoints (C2SP tlog-checkpoint): origin, size and root, three lines that a log signs.

The one rule of a log: it never signs a checkpoint that contradicts one signed before.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from baluarte.core.errors import Unusable
from baluarte.core.ledger.note import Opened, Verifier, open_for, read_base64, sign_note
from baluarte.core.ledger.tree import HASH_BYTES, TreeHead

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_ORIGIN = re.compile(r"[^\s+]+")
_MOST = 1 << 63


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its name for ever, how long it is, and the hash of all of it."""

    origin: str
    head: TreeHead
    extensions: tuple[str, ...] = ()  # other logs may add lines; ours has none

    @property
    def text(self) -> str:
        """The text that is signed, with its last line feed."""
        lines = (self.origin, str(self.head.size), base64.b64encode(self.head.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def is_origin(name: str) -> bool:
    """Say whether this can name a log: something, without blanks and plus signs."""
    return _ORIGIN.fullmatch(name) is not None


def read_size(text: str) -> int | None:
    """Return a size or index as it must be written, or nothing: ASCII digits, no zero before them, below 2^63.

    >>> read_size("300"), read_size("0300"), read_size("3_00"), read_size("9223372036854775808")
    (300, None, None, None)
    """
    return int(text) if _SIZE.fullmatch(text) and int(text) < _MOST else None


def read_checkpoint(text: str, *, ours: bool = True) -> Checkpoint:
    """Return the checkpoint of a note's text. Raises `Unusable`.

    Ours has exactly three lines; a reader of other logs lets extension lines be, as long as none is empty.
    """
    lines = text.split("\n")
    origin, size, root = (lines[0], read_size(lines[1]), read_base64(lines[2])) if len(lines) > 3 else ("", None, b"")
    extensions = tuple(lines[3:-1])
    if not is_origin(origin) or size is None or len(root) != HASH_BYTES or lines[-1] or (extensions and ours) or "" in extensions:
        raise Unusable(
            "ledger.checkpoint", "This is not the checkpoint of a log.", "It has three lines: origin, size and root.", "Fetch it again."
        )
    return Checkpoint(origin, TreeHead(size, root), extensions)


def sign_checkpoint(checkpoint: Checkpoint, seed: bytes) -> bytes:
    """Return the checkpoint as a note that the log's own key signed; its name is the origin."""
    return sign_note(checkpoint.text, checkpoint.origin, seed)


def open_checkpoint(note: bytes, keys: Sequence[Verifier], *, ours: bool = True) -> tuple[Checkpoint, Opened]:
    """Return a checkpoint that one of these keys signed, with all signatures that counted. Raises `Unusable`."""
    opened = open_for(note, keys)
    return read_checkpoint(opened.text, ours=ours), opened
