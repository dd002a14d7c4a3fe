"""Replies as rows: one for each thing that came back, kept once."""

import hashlib
from datetime import datetime, timedelta

from baluarte.core.errors import Refused
from baluarte.core.replies.happening import Happening
from baluarte.core.replies.said import Said
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import OutboxRow

_DAY = timedelta(days=1)
_MOST_A_DAY = 40  # answers from one link: a person who changes their mind needs a few


def admit(box: OutboxRow, now: datetime) -> None:
    """Raise `Refused` where one link was answered more often today than people do."""
    if ReplyRow.objects.filter(notice=box.notice_id, contact=box.contact_id, via="link", at__gt=now - _DAY).count() >= _MOST_A_DAY:
        raise Refused(
            "reply.too-many", "This message was answered too often today.", "A link is for people.", "Call the duty desk, or try again tomorrow."
        )  # fmt: skip


def begin_link(box: OutboxRow, said: Said, once: str, happening: Happening) -> ReplyRow | None:
    """Keep an answer that came by link, or return None where this very form was taken before."""
    key = hashlib.sha256(f"link\n{box.message_id}\n{once[:200]}".encode()).hexdigest()
    row, fresh = ReplyRow.objects.get_or_create(
        key=key,
        defaults={
            "at": happening.now, "via": "link", "kind": "answer", "state": "acted", "word": said.word, "notice_id": box.notice_id,
            "organisation_id": box.organisation_id, "contact_id": box.contact_id, "why": said.why, "until": said.until,
            "sender": box.recipient,
        },
    )  # fmt: skip
    return row if fresh else None


def finish_link(row: ReplyRow, said: Said, findings: tuple[str, ...]) -> tuple[str, ...]:
    """Say what the answer was about. What only a person can decide waits for one."""
    row.findings = list(findings)
    row.state, row.reason = waits_for(said)
    row.text = said.instead
    row.save(update_fields=["findings", "state", "reason", "text"])
    return findings


def waits_for(said: Said) -> tuple[str, str]:
    """Return the state of a reply that was taken, and what a person still has to decide about it."""
    match said.word:
        case "false":
            return "waiting", "false-proposed"
        case "not-ours":
            return "waiting", "dispute"
        case "wrong-contact":
            return "waiting", "wrong-contact"
    return "acted", ""
