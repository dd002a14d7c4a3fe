"""Links that prove a mailbox: only the hash of each secret is kept, and the secret is made again when its mail leaves."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from baluarte.core.errors import Unusable
from baluarte.core.rights.secrets import fingerprint
from baluarte.store.constituency.models import ClaimLinkRow, ClaimRow
from baluarte.store.constituency.proving import mails

LIFE = timedelta(days=7)
MOST_A_DAY = 5  # of one claim: more would be a way to fill a mailbox


def make(row: ClaimRow, address: str, key: bytes, nonce: int, now: datetime) -> ClaimLinkRow:
    """Keep a new link for a mailbox and let its mail leave."""
    if ClaimLinkRow.objects.filter(claim=row, made_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Unusable(
            "claim.links", f"{MOST_A_DAY} links were sent today already.", "A mailbox is not filled with our mail.", "Try again tomorrow."
        )
    text = f"{nonce:032x}"
    link = ClaimLinkRow.objects.create(
        claim=row,
        organisation=row.organisation,
        address=address,
        nonce=text,
        secret_hash=fingerprint(secret_of(key, text, address)),
        made_at=now,
        expires_at=now + LIFE,
    )
    mails.queue_for(row.organisation, "link", {"value": row.asset.value, "nonce": text}, now, address)
    return link


def secret_of(key: bytes, nonce: str, address: str) -> str:
    """Return the secret of a link: 256 bits, as letters that survive a mail."""
    digest = hmac.digest(key, f"claim-link\n{nonce}\n{address}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower().rstrip("=")


def find(secret: str, now: datetime) -> ClaimLinkRow | None:
    """Return the link that a secret opens now, or None where it opens nothing."""
    rows = ClaimLinkRow.objects.select_related("claim", "claim__asset", "claim__organisation", "organisation")
    row = rows.filter(secret_hash=fingerprint(secret)).first()
    return row if row is not None and row.used_at is None and row.expires_at > now else None


def use(row: ClaimLinkRow, now: datetime) -> None:
    """Spend a link."""
    ClaimLinkRow.objects.filter(id=row.id).update(used_at=now)
