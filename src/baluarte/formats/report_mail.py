"""A mail that carries reports: its attached files, or why a person must look at it.

Only attachments are read. Links are not followed, bodies are not parsed, and what a header
claims about its sender is a claim: it decides at most that a mail is left for a person.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses

from baluarte.core.ground.names import read_mail

MOST_DEPTH = 20
MOST_PARTS = 200
_REPORTS = (".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".gz", ".zip")
# Each nested part names a border or is a message itself: counted before anything is parsed.
_NESTED = re.compile(rb"boundary\s*\*?\d*\*?=|message/rfc822", re.IGNORECASE)
_ONCE = ("from", "subject", "date", "message-id", "content-type")
_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime", "application/ms-tnef"})
_NO_BORDER = frozenset({"StartBoundaryNotFoundDefect", "NoBoundaryInMultipartDefect"})
_LONGEST_HEADER = 100_000


@dataclass(frozen=True)
class Attached:
    """One file of a mail, under the name its sender gave it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Opened:
    """What is inside a mail. `aside` is the code of why a person must look; then no file is handed out."""

    files: tuple[Attached, ...] = ()
    sender: str = ""
    aside: str = ""


def open_mail(raw: bytes) -> Opened:
    r"""Return the reports that a mail carries.

    >>> open_mail(b"From: a@feeds.example\r\nSubject: x\r\n\r\nSee http://feeds.example/report.csv")
    Opened(files=(), sender='a@feeds.example', aside='')
    """
    if len(_NESTED.findall(raw)) > MOST_PARTS:
        return Opened(aside="mail.too-deep")
    mail = message_from_bytes(raw, policy=compat32)
    sender = _sender(mail)
    trouble = _trouble(mail)
    if trouble:
        return Opened(sender=sender, aside=trouble)
    files: list[Attached] = []
    for part in mail.walk():
        name = _file_name(part)
        if part.is_multipart() or not name.lower().endswith(_REPORTS):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data:
            files.append(Attached(name, data))
    return Opened(tuple(files), sender)


def is_from(sender: str, allowed: str) -> bool:
    """True where a sender is one of some addresses or domains; no list allows everybody.

    >>> is_from("bot@feeds.example", "feeds.example, b@c.example"), is_from("bot@evilfeeds.example", "feeds.example")
    (True, False)
    """
    names = [one.strip().lower() for one in allowed.split(",") if one.strip()]
    return not names or sender in names or sender.rpartition("@")[2] in names


def _trouble(mail: Message) -> str:
    """Return why a person must look at a mail; empty where nobody must."""
    if any(len(mail.get_all(name, [])) > 1 for name in _ONCE):
        return "mail.doubled-header"
    if any(len(str(value)) > _LONGEST_HEADER for value in mail.values()):
        return "mail.huge-header"
    if _depth(mail) > MOST_DEPTH:
        return "mail.too-deep"
    return next((trouble for part in mail.walk() if (trouble := _trouble_of_part(part))), "")


def _trouble_of_part(part: Message) -> str:
    if part.get_content_type() in _SEALED or _file_name(part).lower() == "winmail.dat":
        return "mail.sealed"
    broken = any(type(defect).__name__ in _NO_BORDER for defect in part.defects)
    return "mail.no-border" if broken or (part.get_content_maintype() == "multipart" and not part.is_multipart()) else ""


def _depth(mail: Message) -> int:
    """Return how deep the parts of a mail stand in each other, without a call a level."""
    deepest, waiting = 0, [(mail, 1)]
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        inside = part.get_payload() if part.is_multipart() else []
        waiting += [(one, depth + 1) for one in inside if isinstance(one, Message)]
    return deepest


def _sender(mail: Message) -> str:
    claimed = getaddresses([str(value)[:1000] for value in mail.get_all("from", [])])
    found = read_mail(claimed[0][1]) if len(claimed) == 1 else None
    return found[0].lower() if found else ""


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        return ""
    last = str(name).replace("\\", "/").rpartition("/")[2]
    return "".join(letter if letter.isprintable() else "�" for letter in last)[:200]
