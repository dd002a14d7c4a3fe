"""What an OpenPGP signature of a mail covers: the exact bytes of its first part (RFC 3156), and the signature beside it."""

import re
from email.message import Message

_MOST_SIGNATURE = 64 * 1024  # one of ten thousand packets is no signature of a reply
_ENDS = re.compile(rb"\r\n|\n|\r")


def signed_part(raw: bytes, mail: Message) -> tuple[bytes, bytes] | None:
    """Return (what was signed, with the line ends of a mail; the signature), or None where the mail is not signed so.

    Only a mail that is signed as a whole counts: a signed part within another says nothing of the words around it.
    """
    if mail.get_content_type() != "multipart/signed" or mail.get_param("protocol") != "application/pgp-signature":
        return None
    parts = mail.get_payload()
    border = mail.get_boundary()
    if not isinstance(parts, list) or len(parts) != 2 or not border:
        return None
    signature = parts[1].get_payload(decode=True) if isinstance(parts[1], Message) else None
    pieces = re.split(rb"(?:\r\n|\n|^)--" + re.escape(border.encode("ascii", "replace")) + rb"(?:--)?[ \t]*(?:\r\n|\n|$)", raw)
    if not isinstance(signature, bytes) or len(signature) > _MOST_SIGNATURE or len(pieces) < 3:
        return None
    return _ENDS.sub(b"\r\n", pieces[1]), signature
