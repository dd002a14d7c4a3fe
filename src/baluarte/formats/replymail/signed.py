"""What an OpenPGP signature of a mail covers: the exact bytes of its first part (RFC 3156), and the signature beside it.

Two readers of one mail can disagree on where its parts end, and then one verifies what the other
does not show. So the mail is cut here once, in bytes; the words of a signed mail are read from the
very bytes that the signature covers, and from nothing else.
"""

import re
from email import message_from_bytes
from email.message import Message

_MOST_SIGNATURE = 64 * 1024  # one of ten thousand packets is no signature of a reply
_KIND = "application/pgp-signature"
_BORDER = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]", re.ASCII)  # RFC 2046, "bchars"
_BARE_RETURN = re.compile(rb"\r(?!\n)")
_ENDS = re.compile(rb"\r?\n")


def signed_part(raw: bytes, mail: Message) -> tuple[bytes, bytes] | None:
    """Return (what was signed, with the line ends of a mail; the signature), or None where the mail is not signed so.

    Only a mail that is signed as a whole counts: a signed part within another says nothing of the words around it.
    """
    if mail.get_content_type() != "multipart/signed" or str(mail.get_param("protocol")).casefold() != _KIND:
        return None
    border = mail.get_param("boundary")  # a pair where it is written in another charset
    if not isinstance(border, str) or not _BORDER.fullmatch(border) or _BARE_RETURN.search(raw):
        return None
    parts = _parts(_ENDS.sub(b"\r\n", raw), border.encode("ascii"))
    if parts is None:
        return None
    beside = message_from_bytes(parts[1])
    signature = beside.get_payload(decode=True) if beside.get_content_type() == _KIND else None
    return (parts[0], signature) if isinstance(signature, bytes) and len(signature) <= _MOST_SIGNATURE else None


def _parts(raw: bytes, border: bytes) -> tuple[bytes, bytes] | None:
    """Return the two parts between the borders of a mail, or None where there are not exactly two, and an end."""
    body = raw[raw.find(b"\r\n\r\n") + 2 :]
    pieces = re.split(rb"\r\n--" + re.escape(border) + rb"(--)?[ \t]*(?=\r\n|\Z)", body)
    if pieces[1::2] != [None, None, b"--"]:
        return None
    return pieces[2].removeprefix(b"\r\n"), pieces[4].removeprefix(b"\r\n")
