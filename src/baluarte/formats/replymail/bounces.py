"""What mail servers send back: reports of the standard (RFC 3464), and the older forms that are still about.

A report names our message in three ways: by its Message-ID, by the address it came to, and by
the head of what it returns. Only the last two hold the secret of the message; whoever acts
on a bounce asks for one of them.
"""

import re
from collections.abc import Iterator
from email.message import Message
from email.utils import getaddresses, parseaddr

from baluarte.core.ground.names import read_mail as read_address
from baluarte.core.replies.mail import Action, Bounce

_MOST_LETTERS = 100_000
_MOST = 20
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY_CODE = re.compile(r"(?:^|[\s:(<#])([45])\d{2}[\s-]")
_MESSAGE_ID = re.compile(r"(?im)^[ \t>]*message-id:\s*(<[^<>\s]{1,300}>)")
_REPLY_TO = re.compile(r"(?im)^[ \t>]*reply-to:\s*(.{1,400})$")
_ADDRESS = re.compile(r"<([^<>\s@]{1,64}@[^<>\s@]{1,255})>")
_BY_NAME = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "microsoftexchange")
_SUBJECTS = re.compile(
    r"undeliver|delivery (?:status notification|failed|failure|has failed)|failure notice|returned mail|mail delivery (?:failed|subsystem)"
    r"|returned to sender|no se (?:puede|pudo) entregar|no entregado|fallo en la entrega|devoluci[oó]n|delivery (?:delayed|temporarily)|warning: message .* delayed",
    re.IGNORECASE,
)  # fmt: skip
_DELAYED = re.compile(r"delayed|will (?:keep trying|be retried)|still trying|se seguir[aá] intentando|retrasad", re.IGNORECASE)
_OLD_FORMS = (
    "this is the qmail-send program",
    "a message that you sent could not be delivered",
    "this message was created automatically by mail delivery",
)


def read_bounce(mail: Message) -> Bounce | None:
    """Return what a mail reports about a message of ours, or None where it reports nothing."""
    report = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if report is not None:
        return _by_standard(mail, report)
    return _by_custom(mail) if _looks_like_one(mail) else None


def _by_standard(mail: Message, report: Message) -> Bounce:
    groups = [group for group in (report.get_payload() if report.is_multipart() else []) if isinstance(group, Message)]
    told = [group for group in groups if "Action" in group or "Final-Recipient" in group][:_MOST]
    actions = [_action(str(group.get("Action", ""))) for group in told]
    worst: Action = "failed" if "failed" in actions else "delayed" if "delayed" in actions else "other"
    statuses = [_status(str(group.get("Status", ""))) for group, action in zip(told, actions, strict=True) if action == worst]
    recipients = [
        address for group in told for name in ("Original-Recipient", "Final-Recipient") if (address := _recipient(group.get(name)))
    ]
    ids, replies = _returned(mail)
    return Bounce(worst, next(filter(None, statuses), ""), tuple(dict.fromkeys(recipients)), ids, replies)


def _by_custom(mail: Message) -> Bounce:
    text = "\n".join(_texts(mail))[:_MOST_LETTERS]
    status = _status(text) or (f"{code[1]}.0.0" if (code := _REPLY_CODE.search(text)) else "")
    failed = [address for _, address in getaddresses([str(mail.get("X-Failed-Recipients", ""))[:4000]]) if address]
    named = _ADDRESS.findall(text)[:_MOST]
    action: Action = "delayed" if _DELAYED.search(f"{str(mail.get('Subject', ''))[:300]}\n{text[:2000]}") else "failed"
    ids, replies = _returned(mail)
    return Bounce(action, status, tuple(dict.fromkeys(failed or named)), ids, replies)


def _looks_like_one(mail: Message) -> bool:
    if "X-Failed-Recipients" in mail:
        return True
    local = parseaddr(str(mail.get("From", ""))[:400])[1].rpartition("@")[0].casefold()
    by_name = any(local.startswith(name) for name in _BY_NAME)
    nobody = str(mail.get("Return-Path", "")).replace(" ", "").strip() == "<>"
    if not by_name and not nobody:
        return False
    text = "\n".join(_texts(mail))[:2000].casefold()
    return bool(_SUBJECTS.search(str(mail.get("Subject", ""))[:300])) or any(form in text for form in _OLD_FORMS)


def _returned(mail: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (the Message-IDs, the addresses for replies) in the heads of what was sent back."""
    ids: list[str] = []
    replies: list[str] = []
    for part in mail.walk():
        if part is not mail and part.get_content_type() != "text/html" and "Message-ID" in part:
            ids.append(str(part["Message-ID"]).strip())
            replies += [address for _, address in getaddresses([str(part.get("Reply-To", ""))[:1000]])]
    for text in _texts(mail):
        ids += _MESSAGE_ID.findall(text[:_MOST_LETTERS])
        replies += [address for found in _REPLY_TO.findall(text[:_MOST_LETTERS]) for _, address in getaddresses([found])]
    return tuple(dict.fromkeys(filter(None, ids)))[:_MOST], tuple(dict.fromkeys(filter(None, replies)))[:_MOST]


def _texts(mail: Message) -> Iterator[str]:
    for part in mail.walk():
        if not part.is_multipart() and part.get_content_type() in {"text/plain", "text/rfc822-headers", "message/rfc822-headers"}:
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                yield body[:_MOST_LETTERS].decode("utf-8", "replace")


def _action(text: str) -> Action:
    said = text.strip().casefold()
    return "failed" if said.startswith("failed") else "delayed" if said.startswith("delayed") else "other"


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return found[0] if found else ""


def _recipient(value: object) -> str:
    """Return the address of `rfc822; name@example.org`."""
    read = read_address(str(value or "").rpartition(";")[2].strip().strip("<>"))
    return read[0] if read else ""
