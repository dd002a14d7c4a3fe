"""Two ends for mail where no server is: the demo keeps it in a folder, any other house keeps it waiting.

Each message is one `.eml` file that any mail program opens. Nothing leaves the machine.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from baluarte.core.errors import Unreachable
from baluarte.core.ground.world import Message
from baluarte.gateways.mail import as_mail
from baluarte.gateways.openpgp import OpenPgp
from baluarte.gateways.sealed import seal

_ODD = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True)
class CatchAll:
    """Keeps every message as a file; the same Message-ID twice is the same file."""

    folder: Path
    keyring: OpenPgp | None = field(default=None, repr=False)

    def send(self, message: Message) -> str:
        """Keep the message and return the name of its file, as a server would its identifier."""
        content = seal(as_mail(message), self.keyring, message.encrypt_to)
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{_ODD.sub('-', message.message_id).strip('-')}.eml"
        path = self.folder / name
        temporary = path.with_suffix(".part")
        with temporary.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
        return name


class NoServer:
    """Takes nothing: a notice is never called sent because nobody named a mail server."""

    def send(self, message: Message) -> str:
        """Leave the message in the outbox, to be tried again."""
        raise Unreachable(
            "mail.no-server",
            "No mail server is named.",
            f"{message.message_id} and the others wait in the outbox.",
            "Set BALUARTE_SMTP to host:port.",
        )
