"""A proof on a web server: one small file over a valid certificate, from that host and no other."""

import ipaddress
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from baluarte.core.constituency.claims.outcome import decide_file
from baluarte.core.constituency.claims.token import FILE
from baluarte.gateways.proofs import Proofs
from baluarte.testing.servers.web import File, Web, web_server

NOW = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
HOST = "www.instituto.example"
TOKEN = "b" * 32
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for one host, and what believes in it."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return serving, ssl.create_default_context(cafile=str(folder / "cert.pem"))


@contextmanager
def serving(certificate, file, *, host=HOST, allow=LOOPBACK, believed=True):
    """Serve one file, and give what asking for it says."""
    tls, trust = certificate
    web = Web({FILE: file} if file else {})
    with web_server(web, tls) as address:
        port = int(address.rsplit(":", 1)[1].strip("/"))
        asks = Proofs(port=port, allow=allow, trust=trust if believed else None, resolve=lambda _host, _port: ["127.0.0.1"])
        yield decide_file(asks.web_file(host, FILE, NOW), {TOKEN}, f"baluarte-verify={TOKEN}"), web


def test_the_file_with_the_token_verifies_its_host(certificate):
    with serving(certificate, File(f"baluarte-verify={TOKEN}\n".encode(), "text/plain")) as (verdict, web):
        assert verdict.outcome == "verified"
        assert web.paths() == [FILE]


def test_no_file_is_not_there_yet(certificate):
    with serving(certificate, None) as (verdict, _):
        assert (verdict.outcome, verdict.asked[0].code) == ("not-there", "404")


def test_another_text_is_different_and_shown(certificate):
    with serving(certificate, File(b"<h1>Bienvenidos</h1>", "text/html")) as (verdict, _):
        assert (verdict.outcome, verdict.found) == ("different", "<h1>Bienvenidos</h1>")


def test_a_file_that_never_ends_is_cut_at_four_kibibytes(certificate):
    with serving(certificate, File(b"x" * 100_000, "text/plain")) as (verdict, _):
        assert (verdict.outcome, verdict.found) == ("different", "> 4096 bytes")


def test_another_host_it_leads_to_is_named_and_never_asked(certificate):
    elsewhere = File(b"", "text/plain", 302, {"Location": "https://attacker.example/.well-known/baluarte-verify.txt"})
    with serving(certificate, elsewhere) as (verdict, web):
        assert (verdict.outcome, verdict.why, verdict.found) == ("different", "other-host", "attacker.example")
        assert len(web.asked) == 1


def test_a_fall_to_plain_text_is_not_followed(certificate):
    plain = File(b"", "text/plain", 302, {"Location": f"http://{HOST}/"})
    with serving(certificate, plain) as (verdict, _):
        assert (verdict.outcome, verdict.why) == ("different", "other-host")


@pytest.mark.parametrize("status", [403, 500, 503])
def test_a_server_that_fails_or_refuses_is_no_verdict(certificate, status):
    with serving(certificate, File(b"no", "text/plain", status)) as (verdict, _):
        assert verdict.outcome == "could-not-ask"


def test_a_certificate_of_another_name_is_no_verdict_and_is_named(certificate):
    with serving(certificate, File(f"baluarte-verify={TOKEN}".encode()), host="otro.instituto.example") as (verdict, web):
        assert (verdict.outcome, verdict.asked[0].code) == ("could-not-ask", "certificate")
        assert web.asked == []


def test_a_certificate_nobody_vouches_for_is_no_verdict(certificate):
    with serving(certificate, File(f"baluarte-verify={TOKEN}".encode()), believed=False) as (verdict, _):
        assert (verdict.outcome, verdict.asked[0].code) == ("could-not-ask", "certificate")


def test_a_host_on_an_inner_network_is_never_asked(certificate):
    with serving(certificate, File(f"baluarte-verify={TOKEN}".encode()), allow=()) as (verdict, web):
        assert (verdict.outcome, verdict.asked[0].code) == ("could-not-ask", "private-address")
        assert web.asked == []
