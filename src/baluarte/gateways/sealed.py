"""PGP/MIME (RFC 3156): a mail signed with the key of this house, or encrypted to its reader and signed within.

The fields that a reader sees are signed as well (RFC 9788), so that nobody can put another
subject or date on our words. The subject stays readable outside: it was made to say nothing
of the recipient, and an answer needs its folio.
"""

from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from baluarte.gateways.openpgp import OpenPgp

# A subject of 78 letters stays on one line: some programs show the blank of a line that was broken before it.
WIDE = SMTP.clone(max_line_length=120)
PROTECTED = ("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "References", "In-Reply-To")


def seal(mail: EmailMessage, keyring: OpenPgp | None, encrypt_to: str) -> bytes:
    """Return the bytes of a mail as they leave. Raises `Unusable` where it had to be encrypted and could not be."""
    if encrypt_to:
        return _encrypted(mail, keyring or OpenPgp(), encrypt_to)
    if keyring is not None and keyring.secret:
        return _signed(mail, keyring)
    return mail.as_bytes()


def _signed(mail: EmailMessage, keyring: OpenPgp) -> bytes:
    inner = _inner(mail, "clear")
    signature, hash_name = keyring.sign(inner)
    parts = (inner, _part("application/pgp-signature", "signature.asc", signature))
    return _outer(mail, "multipart/signed", {"micalg": hash_name, "protocol": "application/pgp-signature"}, parts)


def _encrypted(mail: EmailMessage, keyring: OpenPgp, encrypt_to: str) -> bytes:
    secret = keyring.encrypt(_inner(mail, "cipher"), encrypt_to)
    parts = (_part("application/pgp-encrypted", "", b"Version: 1\r\n"), _part("application/octet-stream", "encrypted.asc", secret))
    return _outer(mail, "multipart/encrypted", {"protocol": "application/pgp-encrypted"}, parts)


def _inner(mail: EmailMessage, protection: str) -> bytes:
    """Return the content with the fields that are protected, every line ended as mail ends lines."""
    inner = EmailMessage(policy=WIDE)
    for name, value in mail.items():
        if name in PROTECTED or name.lower().startswith("content-"):
            inner[name] = value
    inner.set_payload(mail.get_payload())
    inner.set_param("hp", protection)
    return inner.as_bytes()


def _outer(mail: EmailMessage, media_type: str, said: dict[str, str], parts: tuple[bytes, ...]) -> bytes:
    """Return the fields of the mail over these parts. The parts are laid down as they are: one byte more would break the signature."""
    outer = EmailMessage(policy=WIDE)
    for name, value in mail.items():
        if name.lower() not in {"content-type", "content-transfer-encoding"}:
            outer[name] = value
    border = f"=_{sha256(b'seal' + mail.as_bytes()).hexdigest()[:40]}"
    outer["Content-Type"] = "; ".join((media_type, *(f'{name}="{value}"' for name, value in said.items()), f'boundary="{border}"'))
    line = border.encode()
    body = b"".join(b"--" + line + b"\r\n" + part + b"\r\n" for part in parts)
    fields = outer.as_bytes().partition(b"\r\n\r\n")[0]  # the library would add the borders of no parts
    return fields + b"\r\n\r\n" + body + b"--" + line + b"--\r\n"


def _part(media_type: str, file_name: str, content: bytes) -> bytes:
    named = f'; name="{file_name}"\r\nContent-Disposition: inline; filename="{file_name}"' if file_name else ""
    return f"Content-Type: {media_type}{named}\r\n\r\n".encode() + content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
