"""The words of a mail: its plain text, or its page without the quotation; decoded as far as anything can."""

import re
from email.header import decode_header
from email.message import Message
from html.parser import HTMLParser

_MOST_LETTERS = 200_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_HIDDEN = frozenset({"blockquote", "style", "script", "head", "title"})
_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3"})
_VOID = frozenset({"br", "img", "hr", "meta", "link", "input"})
_QUOTE_MARKS = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "divrplyfwdmsg", "appendonsend", "ms-outlook-mobile-reference-message")
_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def words_of(mail: Message) -> tuple[str, str]:
    """Return (the text somebody wrote, the code of why no machine can read it)."""
    parts = [
        part for part in mail.walk() if not part.is_multipart() and "attachment" not in str(part.get("Content-Disposition", "")).lower()
    ]
    if mail.get_content_type() in _SEALED or any(part.get_content_type() in _SEALED for part in parts):
        return "", "encrypted"
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and (text := _text(part)).strip():
                if "-----BEGIN PGP MESSAGE-----" in text:
                    return "", "encrypted"
                return (text if kind == "text/plain" else _of_page(text)), ""
    return "", "no-text"


def decoded(value: object) -> str:
    """Return a field of the head in letters; what cannot be decoded stands as it is, control characters never."""
    told = str(value)[:2000]
    try:
        pieces = decode_header(told)
    except (ValueError, LookupError):
        pieces = [(told, None)]
    letters = "".join(piece if isinstance(piece, str) else _decode(piece, charset or "ascii") for piece, charset in pieces)
    return " ".join(_CONTROL.sub(" ", letters).split())


def _text(part: Message) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    return _CONTROL.sub(" ", _decode(body[:_MOST_LETTERS], str(part.get_content_charset("utf-8"))))


def _decode(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset, "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


class _Page(HTMLParser):
    """Keeps the words of a page that are not quoted."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden: list[str] = []
        self.over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Hide a quotation; break the line where the page does."""
        marks = " ".join(value or "" for name, value in attrs if name in {"class", "id"}).casefold()
        self.over = self.over or any(mark in marks for mark in _QUOTE_MARKS)
        if tag in _HIDDEN and tag not in _VOID:
            self.hidden.append(tag)
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Come back out of a quotation."""
        if tag in self.hidden:
            del self.hidden[len(self.hidden) - 1 - self.hidden[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Keep words that stand outside quotations and before the older message."""
        if not self.over and not self.hidden:
            self.words.append(data)


def _of_page(page: str) -> str:
    reader = _Page()
    reader.feed(page)
    reader.close()
    return "".join(reader.words)
