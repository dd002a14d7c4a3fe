"""The local catch-all: mail that goes nowhere but into a folder, for the demo and for a house without a mail server.

Each message is one `.eml` file that any mail program opens. Nothing leaves the machine.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from baluarte.core.ground.world import Message
from baluarte.gateways.mail import as_mail

_ODD = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True)
class CatchAll:
    """Keeps every message as a file; the same Message-ID twice is the same file."""

    folder: Path

    def send(self, message: Message) -> str:
        """Keep the message and return the name of its file, as a server would its identifier."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{_ODD.sub('-', message.message_id).strip('-')}.eml"
        path = self.folder / name
        temporary = path.with_suffix(".part")
        with temporary.open("wb") as out:
            out.write(as_mail(message).as_bytes())
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
        return name
