"""The mail gateway against a real server in every mood."""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP as MAIL
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from baluarte.core.errors import Unreachable, Unusable
from baluarte.core.ground.world import Message
from baluarte.gateways.mail import Smtp, as_mail

LETTER = Message(
    message_id="<AN-2026-004217.1@csirt.example>",
    sender="Equipo Atención <alertas@csirt.example>",
    recipient="seguridad@hospital.example",
    subject="[AN-2026-004217] TLP:AMBER CRÍTICA: acceso remoto, 3 equipos (vence 12 mar)",
    text="QUÉ PASA\n.Una línea que empieza con punto, y otra muy larga " + "ñ" * 2000 + "\n",
    html="<html lang='es-MX'><p>Qué pasa</p></html>",
    headers=(("Auto-Submitted", "auto-generated"), ("Content-Language", "es-MX")),
    attachments=(("findings_2026-03-05_a1b2c3d4.csv", "text/csv", b"\xef\xbb\xbfa,b\r\n"), ("f.json", "application/json", b"{}")),
)


class Mailbox:
    """A server that keeps what it takes, or answers as it is told at one step."""

    def __init__(self, **moods: str) -> None:
        self.moods, self.kept = moods, []

    async def handle_MAIL(self, _server, _session, envelope, address, _options):  # noqa: N802 - the server's own name for the step
        envelope.mail_from = address
        return self.moods.get("sender", "250 OK")

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - the server's own name for the step
        envelope.rcpt_tos.append(address)
        return self.moods.get("recipient", "250 OK")

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - the server's own name for the step
        mood = self.moods.get("content", "250 2.0.0 queued as 12AB")
        if mood == "hang up":
            server.transport.close()
            return "250 never heard"
        if mood.startswith("250"):
            self.kept.append(envelope)
        return mood


@contextmanager
def serving(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """Run the server on loopback for as long as the test needs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        with suppress(Exception):
            controller.stop()


def in_clear(port: int, **options: Any) -> Smtp:
    return Smtp("127.0.0.1", port, tls="none", seconds=3, **options)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[str, str]:
    """A certificate for 127.0.0.1 that only this test believes in."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.csirt.example")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    return str(folder / "cert.pem"), str(folder / "key.pem")


@pytest.fixture
def with_tls(certificate) -> Callable[[Mailbox], Any]:
    """A server that insists on STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    @contextmanager
    def start(mailbox: Mailbox) -> Iterator[int]:
        with serving(mailbox, tls_context=context, require_starttls=True) as port:
            yield port

    return start


def test_a_letter_arrives_whole_and_the_server_says_its_own_number():
    mailbox = Mailbox()

    with serving(mailbox) as port:
        answer = in_clear(port).send(LETTER)

    mail = message_from_bytes(mailbox.kept[0].content, policy=MAIL)
    assert answer == "2.0.0 queued as 12AB"
    assert (mailbox.kept[0].mail_from, mailbox.kept[0].rcpt_tos) == ("alertas@csirt.example", ["seguridad@hospital.example"])
    assert mail["Subject"] == LETTER.subject
    assert mail["Message-ID"] == LETTER.message_id
    assert mail["Content-Language"] == "es-MX"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text
    assert [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()] == [
        ("findings_2026-03-05_a1b2c3d4.csv", "\ufeffa,b\r\n"),
        ("f.json", b"{}"),
    ]


def test_the_same_message_is_the_same_bytes():
    assert as_mail(LETTER).as_bytes() == as_mail(LETTER).as_bytes()


@pytest.mark.parametrize("step", ["sender", "recipient", "content"])
def test_a_refusal_for_now_may_be_retried(step):
    with serving(Mailbox(**{step: "451 4.7.1 greylisted"})) as port, pytest.raises(Unreachable) as refused:
        in_clear(port).send(LETTER)

    assert refused.value.code == f"mail.{step}"
    assert refused.value.retry


@pytest.mark.parametrize("step", ["sender", "recipient", "content"])
def test_a_refusal_for_good_is_not_retried(step):
    with serving(Mailbox(**{step: "550 5.1.1 no such mailbox"})) as port, pytest.raises(Unusable) as refused:
        in_clear(port).send(LETTER)

    assert refused.value.code == f"mail.{step}"
    assert "550" in refused.value.what


def test_a_line_that_breaks_after_the_text_left_says_that_nobody_knows():
    with serving(Mailbox(content="hang up")) as port, pytest.raises(Unreachable) as broken:
        in_clear(port).send(LETTER)

    assert broken.value.code == "mail.outcome-unknown"


def test_a_server_that_is_not_there_may_come_back():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

        with pytest.raises(Unreachable) as absent:
            in_clear(port).send(LETTER)

    assert absent.value.code == "mail.unreachable"


def test_a_server_that_says_nothing_is_not_waited_for():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()

        with pytest.raises(Unreachable):
            Smtp("127.0.0.1", silent.getsockname()[1], tls="none", seconds=0.3).send(LETTER)


def test_with_tls_and_a_believed_certificate_the_letter_leaves(with_tls, certificate):
    mailbox, trust = Mailbox(), ssl.create_default_context(cafile=certificate[0])

    with with_tls(mailbox) as port:
        Smtp("127.0.0.1", port, trust=trust, seconds=3).send(LETTER)

    assert len(mailbox.kept) == 1


def test_a_certificate_nobody_vouches_for_stops_the_letter(with_tls):
    mailbox = Mailbox()

    with with_tls(mailbox) as port, pytest.raises(Unreachable) as refused:
        Smtp("127.0.0.1", port, seconds=3).send(LETTER)

    assert refused.value.code == "mail.unreachable"
    assert not mailbox.kept


def test_a_certificate_of_another_name_stops_the_letter(with_tls, certificate):
    mailbox, trust = Mailbox(), ssl.create_default_context(cafile=certificate[0])

    with with_tls(mailbox) as port, pytest.raises(Unreachable):
        Smtp("localhost", port, trust=trust, seconds=3).send(LETTER)

    assert not mailbox.kept


def test_a_server_without_tls_gets_nothing():
    mailbox = Mailbox()

    with serving(mailbox) as port, pytest.raises(Unreachable):
        Smtp("127.0.0.1", port, seconds=3).send(LETTER)

    assert not mailbox.kept


def test_only_this_machine_may_be_spoken_to_in_clear():
    with pytest.raises(Unusable) as refused:
        Smtp("mail.csirt.example", 25, tls="none")

    assert refused.value.code == "mail.tls"


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_wrong_password_is_our_fault_and_not_the_letters():
    mailbox = Mailbox()
    options = {"auth_required": True, "auth_require_tls": False, "authenticator": lambda *_: _denied()}

    with serving(mailbox, **options) as port, pytest.raises(Unreachable) as refused:
        in_clear(port, user="baluarte", password="wrong").send(LETTER)

    assert refused.value.code == "mail.unreachable"


def _denied() -> Any:
    return AuthResult(success=False, handled=False)


@pytest.mark.parametrize("bad", ["\r\nBcc: other@example.example", "\n", "\r", "\0", "\x1b", "\x85", "\u2028", "x" * 1000])
@pytest.mark.parametrize("field", ["subject", "message_id", "header", "sender"])
def test_no_header_takes_a_control_character_or_grows_without_end(bad, field):
    values = {**LETTER.__dict__}
    if field == "header":
        values["headers"] = (("List-Id", f"a{bad}b"),)
    elif field == "sender":
        values["sender"] = f"a{bad}b <alertas@csirt.example>"
    else:
        values[field] = f"{values[field]}{bad}b"

    with pytest.raises(Unusable):
        as_mail(Message(**values))


@pytest.mark.parametrize("recipient", ["", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "<a@b.example>", "nobody"])
def test_the_recipient_is_exactly_one_address(recipient):
    with pytest.raises(Unusable) as refused:
        as_mail(Message(**{**LETTER.__dict__, "recipient": recipient}))

    assert refused.value.code == "mail.addressee"


@pytest.mark.parametrize(
    "page",
    [
        "<img src=x>",
        "<a style='background:url(https://a.example)'>",
        "<LINK href=x>",
        "<style>@import 'x'</style>",
        "<p onclick=x>",
        "<table background=x>",
        "<meta http-equiv=refresh content='0;url=x'>",
        "<script>1</script>",
    ],
)
def test_a_page_that_would_load_something_does_not_leave(page):
    with pytest.raises(Unusable) as refused:
        as_mail(Message(**{**LETTER.__dict__, "html": page}))

    assert refused.value.code == "mail.remote-resource"


def test_a_finding_cannot_stop_its_own_notice_by_what_it_is_called():
    page = "<p>https://www.example/?src=url(x)&lt;img src=x onerror=y&gt;</p>"

    assert as_mail(Message(**{**LETTER.__dict__, "html": page}))
