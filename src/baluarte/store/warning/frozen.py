"""A message, frozen: the bytes that were rendered are the bytes that leave, however long it takes."""

import base64
import hashlib
import json
from dataclasses import asdict

from baluarte.core.ground.world import Message


def freeze(message: Message) -> bytes:
    """Return a message as bytes, the same for the same message."""
    plain = asdict(message)
    plain["attachments"] = [(name, kind, base64.b64encode(body).decode("ascii")) for name, kind, body in message.attachments]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()


def thaw(frozen: bytes) -> Message:
    """Return the message that was frozen."""
    plain = json.loads(frozen)
    plain["headers"] = tuple((name, value) for name, value in plain["headers"])
    plain["attachments"] = tuple((name, kind, base64.b64decode(body)) for name, kind, body in plain["attachments"])
    return Message(**plain)


def body_hash(message: Message) -> str:
    """Return the SHA-256 of what a reader sees: subject, text, page and attachments."""
    digest = hashlib.sha256()
    for part in (message.subject.encode(), message.text.encode(), message.html.encode(), *(body for _, _, body in message.attachments)):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
