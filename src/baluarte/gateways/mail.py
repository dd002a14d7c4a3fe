"""The mail server: one message is handed over whole, or an error says what to do next.

Encryption is not a wish: without TLS and a certificate that fits, nothing is sent, except
to this very machine where the operator said so. A refusal that may pass is `Unreachable`,
one that will not is `Unusable`. When the connection breaks after the text has left, nobody
knows the outcome, and the error says so by its code `mail.outcome-unknown`.
"""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256
from html.parser import HTMLParser
from typing import NoReturn

from baluarte.core.errors import Unreachable, Unusable
from baluarte.core.ground.names import read_mail
from baluarte.core.ground.world import Message
from baluarte.gateways.openpgp import OpenPgp
from baluarte.gateways.sealed import WIDE, seal

SECONDS = 30  # to connect, and for each answer of the server
MOST_LETTERS = 998  # of one header field (RFC 5322)
IMPLICIT_TLS = 465
_LOOPBACK = frozenset({"127.0.0.1", "::1", "[::1]", "localhost"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,76}", re.ASCII)
_LOADING_TAGS = frozenset(
    [
        "img",
        "script",
        "link",
        "iframe",
        "frame",
        "object",
        "embed",
        "video",
        "audio",
        "source",
        "track",
        "base",
        "form",
        "style",
        "svg",
        "input",
    ]
)
_LOADING_VALUES = frozenset({"src", "srcset", "background", "poster", "data", "style", "http-equiv", "action"})
_FOR_GOOD = 500


@dataclass(frozen=True)
class Smtp:
    """A mail server, as a `Post`. `tls` is "required", or "none" on loopback alone.

    `trust` holds the certificates believed in; none means those of the machine. `keyring`
    signs what leaves.
    """

    host: str
    port: int
    tls: str = "required"
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = field(default=None, repr=False)
    seconds: float = SECONDS
    keyring: OpenPgp | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.tls != "required" and (self.tls != "none" or self.host not in _LOOPBACK):
            raise Unusable(
                "mail.tls",
                f"Mail through {self.host} would not be encrypted.",
                "Only a mail server on this machine may be spoken to in clear.",
                "Set BALUARTE_SMTP_TLS=required.",
            )

    def send(self, message: Message) -> str:
        """Hand one message over and return the server's own words about it, or raise what to do next."""
        content = seal(as_mail(message), self.keyring, message.encrypt_to)
        sender, recipient = envelope_sender(message), message.recipient
        with self._server(sender) as server:
            _step("mail.sender", server.mail(sender))
            _step("mail.recipient", server.rcpt(recipient))
            reply = _hand_over(server, content)
        return " ".join(reply.split())[:200]

    @contextlib.contextmanager
    def _server(self, sender: str) -> Iterator[smtplib.SMTP]:
        """Give a connection that is encrypted and signed in; whatever fails before the message may pass."""
        try:
            server = self._connect(sender.rpartition("@")[2])
        except (OSError, smtplib.SMTPException) as failure:
            _unreachable("mail.unreachable", f"The mail server {self.host}:{self.port} cannot be used: {_words(failure)}.", failure)
        try:
            yield server
        except (OSError, smtplib.SMTPException) as failure:
            _unreachable("mail.connection-lost", f"The mail server broke the connection: {_words(failure)}.", failure)
        finally:
            # The message is theirs or it is not: a farewell that fails changes nothing.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def _connect(self, own_name: str) -> smtplib.SMTP:
        trust = self.trust or ssl.create_default_context()
        if self.tls == "required" and self.port == IMPLICIT_TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, own_name, timeout=self.seconds, context=trust)
        else:
            server = smtplib.SMTP(self.host, self.port, own_name, timeout=self.seconds)
        try:
            server.ehlo_or_helo_if_needed()
            if self.tls == "required" and self.port != IMPLICIT_TLS:
                server.starttls(context=trust)  # raises where it is not offered: nothing goes in clear
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def envelope_sender(message: Message) -> str:
    """Return to whom a server sends back what it cannot deliver: the address for replies, whose token proves which message it was.

    It is used only where it is an address of our own domain, so that what checks the sender still fits.
    """
    sender = parseaddr(message.sender)[1]
    answers = parseaddr(dict(message.headers).get("Reply-To", ""))[1]
    same_house = read_mail(answers) is not None and answers.rpartition("@")[2] == sender.rpartition("@")[2]
    return answers if same_house else sender


def as_mail(message: Message) -> EmailMessage:
    """Return the mail of a message, the same bytes every time, or raise `Unusable` where it may not leave."""
    if read_mail(message.recipient) is None or read_mail(parseaddr(message.sender)[1]) is None:
        _unusable("mail.addressee", "Sender or recipient is not exactly one mail address.", fix="Correct the contact.")
    if _would_load(message.html):
        _unusable("mail.remote-resource", "The page of the letter would load something.", fix="Send what is in the text, and no more.")
    mail = EmailMessage(policy=WIDE)
    mail.set_content(message.text, cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    for file_name, media_type, data in message.attachments:
        main, _, sub = media_type.partition(";")[0].partition("/")
        said = {"charset": "utf-8"} if main == "text" else {}  # every text of ours is UTF-8
        mail.add_attachment(data, maintype=main, subtype=sub, filename=_value("filename", file_name), params=said)
    # The fields come last: the library moves what begins with "Content-" into the first part.
    for name, value in (
        ("Message-ID", message.message_id),
        ("From", message.sender),
        ("To", message.recipient),
        ("Subject", message.subject),
        *message.headers,
    ):
        mail[_name(name)] = _sender(value) if name == "From" else _value(name, value)
    _set_boundaries(mail, message.message_id)
    return mail


class _Loads(HTMLParser):
    """Notes whether a page would load, run or send anything; what stands in its text is only text."""

    found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag and at the names of its values."""
        names = {name for name, _ in attrs}
        self.found = self.found or tag in _LOADING_TAGS or bool(names & _LOADING_VALUES) or any(name.startswith("on") for name in names)


def _would_load(page: str) -> bool:
    reader = _Loads()
    reader.feed(page)
    reader.close()
    return reader.found


def _set_boundaries(mail: EmailMessage, message_id: str) -> None:
    """Name the borders of the parts after the message: the library would throw dice."""
    for place, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{sha256(f'{message_id}/{place}'.encode()).hexdigest()[:40]}")


def _hand_over(server: smtplib.SMTP, content: bytes) -> str:
    """Send the text. From here until the answer, a broken connection leaves the outcome unknown."""
    try:
        code, reply = server.data(content)
    except smtplib.SMTPDataError as refusal:
        code, reply = refusal.smtp_code, refusal.smtp_error if isinstance(refusal.smtp_error, bytes) else refusal.smtp_error.encode()
    except (OSError, smtplib.SMTPException) as failure:
        _unreachable("mail.outcome-unknown", f"The connection broke while the message was handed over: {_words(failure)}.", failure)
    return _step("mail.content", (code, reply))


def _step(code: str, answer: tuple[int, bytes]) -> str:
    """Return the server's words where it agreed; 4xx may pass, 5xx will not."""
    status, reply = answer
    words = _CONTROL.sub(" ", reply.decode("utf-8", "replace"))[:300]
    if 200 <= status < 300:
        return words
    if status >= _FOR_GOOD:
        raise Unusable(code, f"The mail server refused for good: {status} {words}.", "It answered 5xx.", "Try the next contact.")
    raise Unreachable(code, f"The mail server refused for now: {status} {words}.", "It answered 4xx.", "Wait and retry.")


def _name(name: str) -> str:
    if not _FIELD.fullmatch(name):
        _unusable("mail.header", f"{name!r} is not the name of a header field.", fix="Use letters, digits and hyphens.")
    return name


def _value(name: str, value: str) -> str:
    """Return a header value that has no control character of any kind, NUL included, and is not endless."""
    if _CONTROL.search(value) or len(value) > MOST_LETTERS:
        _unusable("mail.header", f"The header field {name} has a control character or is too long.", fix="Send plain words on one line.")
    return value


def _sender(value: str) -> Address:
    name, address = parseaddr(_value("From", value))
    return Address(name, addr_spec=address)


def _words(failure: BaseException) -> str:
    return _CONTROL.sub(" ", str(failure))[:200].strip().rstrip(".") or type(failure).__name__


def _unusable(code: str, what: str, *, fix: str) -> NoReturn:
    raise Unusable(code, what, "A header of others must never become a header of ours." if code == "mail.header" else "", fix)


def _unreachable(code: str, what: str, cause: BaseException) -> NoReturn:
    raise Unreachable(code, what, "", "Wait and retry.") from cause
