"""The words of a mail: its plain text, or its page without the quotation; decoded as far as anything can.

Only what stands in the mail itself are its words: never a file that hangs on it, nor another mail
within it. Where several texts stand one below the other, all of them are what was said.
"""

import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message

from baluarte.formats.replymail.pages import words_of_page

_MOST_LETTERS = 200_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def words_of(mail: Message) -> tuple[str, str]:
    """Return (the text somebody wrote, the code of why no machine can read it)."""
    read = [_read(part) for part in _bodies(mail)]
    if any("-----BEGIN PGP MESSAGE-----" in text for text, _ in read):
        return "", "encrypted"
    text = "\n".join(text for text, _ in read if text.strip())
    odd = next((odd for _, odd in read if odd), "")
    if odd or text:
        return text, odd
    return "", "encrypted" if any(part.get_content_type() in _SEALED for part in mail.walk()) else "no-text"


def decoded(value: object) -> str:
    """Return a field of the head in letters; what cannot be decoded stands as it is, control characters never."""
    told = str(value)[:2000]
    try:
        pieces = decode_header(told)
    except (ValueError, LookupError):
        pieces = [(told, None)]
    letters = "".join(piece if isinstance(piece, str) else _decode(piece, charset or "ascii") for piece, charset in pieces)
    return " ".join(_CONTROL.sub(" ", letters).split())


def _bodies(part: Message) -> Iterator[Message]:
    """Give the parts that are the words of a mail, in their order; of two forms of the same words the plainer."""
    if part.get_content_maintype() == "message" or part.get_content_type() in _SEALED or _hangs_on(part):
        return
    if not part.is_multipart():
        yield part
        return
    within = [list(_bodies(child)) for child in part.get_payload() if isinstance(child, Message)]
    match part.get_content_subtype():
        case "alternative":
            yield from min(filter(None, within), key=_plainness, default=[])
        case "signed":
            yield from within[0] if within else []
        case _:
            for bodies in within:
                yield from bodies


def _hangs_on(part: Message) -> bool:
    """Is a part a file rather than words? A manner of showing it that nobody knows is that of a file (RFC 2183)."""
    return part.get_content_disposition() not in {None, "inline"} or part.get_filename() is not None


def _plainness(bodies: list[Message]) -> int:
    kinds = {part.get_content_type() for part in bodies if part.get_content_type() != "text/plain" or _read(part)[0].strip()}
    return 0 if kinds == {"text/plain"} else 1 if "text/html" in kinds else 2


def _read(part: Message) -> tuple[str, str]:
    """Return (the words of one part, the code of why they are not all there)."""
    body = part.get_payload(decode=True)
    if part.get_content_type() not in {"text/plain", "text/html"} or not isinstance(body, bytes):
        return "", ""
    text = _CONTROL.sub(" ", _decode(body[:_MOST_LETTERS], str(part.get_content_charset("utf-8"))))
    return (text, "") if part.get_content_type() == "text/plain" else words_of_page(text)


def _decode(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset, "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")
