"""The record of what was handed over: a line a message, durable before anybody is told that it left.

One file a day (UTC), below the data folder and apart from the database: a database that is
restored from last night does not know what left this morning, and this record does.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from baluarte.core.ground.moments import iso
from baluarte.core.ground.post.handed import Handed, mailbox_mark
from baluarte.core.ground.world import Message, Post


@dataclass(frozen=True)
class Recorded:
    """A `Post` that writes down what the one behind it took."""

    post: Post
    folder: Path
    key: bytes = field(repr=False)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC), repr=False)

    def send(self, message: Message) -> str:
        """Hand the message over, and record it once it was taken."""
        provider = self.post.send(message)
        at = self.now()
        line = {"at": iso(at), "message_id": message.message_id, "mailbox": mailbox_mark(self.key, message.recipient), "provider": provider}
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / f"{at.astimezone(UTC):%Y-%m-%d}.jsonl").open("ab") as out:
            out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
        return provider


def read_record(folder: Path) -> Iterator[Handed]:
    """Yield everything that was recorded, oldest first; a line that a power cut tore is passed over."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_bytes().split(b"\n"):
            try:
                told = json.loads(line)
                yield Handed(datetime.fromisoformat(told["at"]), told["message_id"], told["mailbox"], told["provider"])
            except (ValueError, KeyError, TypeError):
                continue
