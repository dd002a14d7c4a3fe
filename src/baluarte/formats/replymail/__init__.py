"""A mail that came back: bytes that anybody may have sent, read into what may be believed of them.

What could make a reader run away is looked for in the bytes, before anything parses them:
depth, length of the head, fields that stand twice. Such a mail is read by a person.
"""

import re
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parseaddr

from baluarte.core.ground.names import read_mail as read_address
from baluarte.core.replies.mail import Mail
from baluarte.core.replies.quotation import new_text
from baluarte.formats.replymail.authentication import domains_of
from baluarte.formats.replymail.bodies import decoded, words_of
from baluarte.formats.replymail.bounces import read_bounce
from baluarte.formats.replymail.signed import signed_part

MOST_DEPTH = 20  # of parts within parts
MOST_HEAD = 256 * 1024
MOST_BYTES = 32 * 1024 * 1024
_SUBJECT_LETTERS = 200
_MOST_ADDRESSES = 50
_NESTS = re.compile(rb"(?im)^content-type[ \t]*:\s*(?:multipart|message)/")
_ONCE = ("from", "sender", "reply-to", "to", "subject", "message-id", "date", "content-type", "mime-version", "auto-submitted")
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_BY_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "List-Unsubscribe", "X-Loop", "Feedback-ID")


def read_mail(raw: bytes, authserv: str, own: str) -> Mail:
    """Return a mail. `authserv` is the name of our own checking server, `own` our own address, so that a loop is seen."""
    problem = _unreadable(raw)
    mail = message_from_bytes(raw if not problem else _head(raw))
    problem = problem or _doubled(mail)
    signed = None if problem else signed_part(raw, mail)
    text, odd = ("", "") if problem else words_of(message_from_bytes(signed[0]) if signed else mail)
    return Mail(
        sender=_sender(mail),
        subject=decoded(mail.get("Subject", ""))[:_SUBJECT_LETTERS],
        message_id=_one_line(mail.get("Message-ID", ""))[:300],
        answers=tuple(re.findall(r"<[^<>\s]{1,300}>", " ".join(str(mail.get(name, "")) for name in ("In-Reply-To", "References"))))[-50:],
        addressed=_addressed(mail),
        text=new_text(text),
        verified=domains_of([str(value) for value in mail.get_all("Authentication-Results", [])], authserv),
        automatic=_automatic(mail, own),
        problem=problem or odd,
        bounce=None if problem else read_bounce(mail),
        signed=signed,
    )


def _unreadable(raw: bytes) -> str:
    """Return the code of why nothing may parse these bytes, or an empty text."""
    if len(raw) > MOST_BYTES:
        return "too-large"
    if not raw.strip():
        return "empty"
    if len(_head(raw)) > MOST_HEAD:
        return "head-too-long"
    return "too-deep" if sum(1 for _ in _NESTS.finditer(raw)) > MOST_DEPTH else ""


def _head(raw: bytes) -> bytes:
    """Return the head of a mail alone, no longer than anybody needs."""
    ends = [place for mark in (b"\r\n\r\n", b"\n\n") if (place := raw.find(mark, 0, MOST_HEAD + 4)) >= 0]
    return raw[: min(ends)] if ends else raw[: MOST_HEAD + 1]


def _doubled(mail: Message) -> str:
    names = [name.casefold() for name in mail]
    return "doubled-header" if any(names.count(name) > 1 for name in _ONCE) else ""


def _sender(mail: Message) -> str:
    read = read_address(parseaddr(_one_line(mail.get("From", "")))[1])
    return read[0] if read else ""


def _addressed(mail: Message) -> tuple[str, ...]:
    fields = [_one_line(value) for name in _ADDRESSED for value in mail.get_all(name, [])]
    return tuple(address for _, address in getaddresses(fields)[:_MOST_ADDRESSES] if address)


def _automatic(mail: Message, own: str) -> str:
    """Return the code of why nobody wrote this, or an empty text. Such a mail is never answered."""
    said = _one_line(mail.get("Auto-Submitted", "")).partition(";")[0].strip().casefold()
    if said not in {"", "no"}:
        return "automatic"
    if _one_line(mail.get("Precedence", "")).strip().casefold() in _PRECEDENCE or any(name in mail for name in _BY_MACHINES):
        return "automatic"
    if _one_line(mail.get("Return-Path", "")).replace(" ", "") == "<>":
        return "automatic"
    return "loop" if _sender(mail).casefold() == own.casefold() else ""


def _one_line(value: object) -> str:
    return " ".join(str(value)[:4000].split())
