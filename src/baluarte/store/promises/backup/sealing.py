"""Who wrote a list: its seal is made with the key of the installation, which lies in no backup.

A checksum shows that a disk failed. Whoever can write to the folder of backups can reckon it
anew, so a list is believed by its seal alone, before one byte of it comes back.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, replace

from baluarte.core.errors import Broken, Unusable
from baluarte.core.promises.listing import Listing


def mark_of(key: bytes) -> str:
    """Return what tells one key from another and gives neither away."""
    return hmac.digest(key, b"baluarte-backup", hashlib.sha256).hex()[:32]


def canonical(listing: Listing) -> bytes:
    """Return the one text of a list that its checksum and its seal are about."""
    return json.dumps(asdict(replace(listing, sha256="", seal="")), ensure_ascii=False, sort_keys=True).encode()


def sealed(listing: Listing, key: bytes) -> Listing:
    """Return a list with its seal."""
    return replace(listing, seal=_seal(listing, key))


def refuse_unless_ours(listing: Listing, key: bytes) -> None:
    """Raise `Unusable` where a list is of another key, and `Broken` where its seal does not hold."""
    if not hmac.compare_digest(mark_of(key), str(listing.key_mark)):
        raise Unusable(
            "backup.other-key", "The key here is not the one of the backup.", "Raw bytes are named with it.", "Bring the right secret.key."
        )
    if not hmac.compare_digest(_seal(listing, key).encode(), str(listing.seal).encode()):
        raise Broken(
            "backup.forged",
            f"The seal of the backup '{listing.name}' does not hold: its list was changed, or is not ours.",
            "Whoever can write to the folder of backups can change a list, and cannot seal it.",
            "Do not bring it back. Use another copy, and find out who changed this one.",
        )


def _seal(listing: Listing, key: bytes) -> str:
    return hmac.digest(key, b"baluarte-backup-list\0" + canonical(listing), hashlib.sha256).hex()
