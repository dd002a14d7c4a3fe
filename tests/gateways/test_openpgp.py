"""What leaves signed or encrypted, read by GnuPG as a reader's program does, from the bytes a mail server received."""

import email
import email.policy
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from pysequoia import Cert, Profile, Tsk
from tests.gateways.receiving import receiving

from baluarte.core.errors import Unusable
from baluarte.core.ground.world import Message
from baluarte.gateways.mail import Smtp
from baluarte.gateways.openpgp import OpenPgp, look, make_key

GPG = shutil.which("gpg")
needs_gpg = pytest.mark.skipif(GPG is None, reason="gpg is not installed")
MESSAGE = Message(
    "<AN-2026-004217.1@csirt.example>", "CSIRT Nacional de Anáhuac <alertas@csirt.example>", "it@hospital.example",
    "[AN-2026-004217] TLP:AMBER ALTA: acceso remoto, 3 equipos (vence 12 mar)",
    "Qué pasa: tres equipos.\nUna línea con espacio al final. \nFrom here on: señal.\n.\n", "<!DOCTYPE html><p>Tres equipos.</p>",
    (("Date", "Thu, 05 Mar 2026 15:00:00 +0000"), ("Reply-To", "alertas+AN-2026-004217.k7m4qd2x@csirt.example")),
    (("findings.csv", "text/csv", "folio,dónde\r\nAN-1,192.0.2.1\r\n".encode()), ("findings.json", "application/json", b'{"rows": []}\n')),
)  # fmt: skip


@pytest.fixture(scope="module")
def house() -> OpenPgp:
    return OpenPgp(make_key("National CSIRT <alertas@csirt.example>"))


@pytest.fixture
def gpg(tmp_path):
    """GnuPG with a home of its own: a call takes arguments and input, and returns status, output and what it said."""
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)

    def call(*arguments: str, given: bytes = b"") -> tuple[int, bytes, str]:
        done = subprocess.run(
            [str(GPG), "--homedir", str(home), "--batch", "--no-tty", "--trust-model", "always", "--status-fd", "2",
             "--pinentry-mode", "loopback", "--passphrase", "", *arguments],
            input=given, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")

    yield call
    subprocess.run([str(shutil.which("gpgconf")), "--homedir", str(home), "--kill", "all"], check=False, timeout=60)


def sent(message: Message, keyring: OpenPgp | None) -> bytes:
    with receiving() as server:
        Smtp("127.0.0.1", server.port, tls="none", keyring=keyring).send(message)
        return server.raw[0]


def parts_of(raw: bytes) -> tuple[bytes, bytes]:
    """Cut a two-part message at its border as RFC 2046 does, so that not one byte of the first part is read anew."""
    border = b"--" + email.message_from_bytes(raw).get_boundary().encode()
    pieces = raw.split(border)
    return tuple(piece.removeprefix(b"\r\n").removesuffix(b"\r\n") for piece in pieces[1:3])  # type: ignore[return-value]


@needs_gpg
def test_gpg_verifies_what_a_mail_server_received(gpg, house, tmp_path):
    raw = sent(MESSAGE, house)
    gpg("--import", given=house.certificate().encode())
    content, signature = parts_of(raw)
    (tmp_path / "content").write_bytes(content)
    (tmp_path / "content.asc").write_bytes(signature.partition(b"\r\n\r\n")[2])

    status, _, said = gpg("--verify", str(tmp_path / "content.asc"), str(tmp_path / "content"))

    assert status == 0, said
    assert "GOODSIG" in said
    assert house.look(house.certificate()).fingerprint.upper() in said.partition("VALIDSIG")[2]
    whole = email.message_from_bytes(raw, policy=email.policy.default)
    assert whole.get_content_type() == "multipart/signed"
    assert whole.get_param("micalg") == "pgp-sha512"
    assert whole["Subject"] == MESSAGE.subject
    inner = email.message_from_bytes(content, policy=email.policy.default)
    assert (inner["Subject"], inner["Message-ID"]) == (MESSAGE.subject, MESSAGE.message_id)
    assert [part.get_filename() for part in inner.iter_attachments()] == ["findings.csv", "findings.json"]


@needs_gpg
def test_one_changed_byte_is_no_longer_ours(gpg, house, tmp_path):
    raw = sent(MESSAGE, house)
    gpg("--import", given=house.certificate().encode())
    content, signature = parts_of(raw)
    (tmp_path / "content").write_bytes(content.replace(b"tres equipos", b"tres Equipos"))
    (tmp_path / "content.asc").write_bytes(signature.partition(b"\r\n\r\n")[2])

    status, _, said = gpg("--verify", str(tmp_path / "content.asc"), str(tmp_path / "content"))

    assert status != 0
    assert "BADSIG" in said


@needs_gpg
@pytest.mark.parametrize("kind", ["rsa3072", "ed25519/cv25519"])
def test_only_the_contact_reads_what_is_encrypted_and_sees_who_signed_it(gpg, house, kind):
    first, _, second = kind.partition("/")
    gpg("--quick-gen-key", "it@hospital.example", first, "default" if not second else "sign", "2y")
    fingerprint = gpg("--list-keys", "--with-colons")[1].decode().split("fpr:::::::::")[1].partition(":")[0]
    gpg("--quick-add-key", fingerprint, second or first, "encr", "2y")
    armour = gpg("--armor", "--export", fingerprint)[1].decode()
    gpg("--import", given=house.certificate().encode())

    raw = sent(Message(**{**MESSAGE.__dict__, "encrypt_to": armour}), house)

    assert look(armour).fingerprint == fingerprint.lower()
    assert b"192.0.2.1" not in raw
    assert b"equipos" not in raw.partition(b"\r\n\r\n")[2]
    whole = email.message_from_bytes(raw, policy=email.policy.default)
    assert whole.get_content_type() == "multipart/encrypted"
    control, secret = whole.iter_parts()
    assert control.get_content_type() == "application/pgp-encrypted"
    status, plain, said = gpg("--decrypt", given=secret.get_payload(decode=True))
    assert status == 0, said
    assert "GOODSIG" in said
    inner = email.message_from_bytes(plain, policy=email.policy.default)
    assert inner["Subject"] == MESSAGE.subject
    assert inner.get_body(("plain",)).get_content().startswith("Qué pasa: tres equipos.")
    assert next(part.get_content() for part in inner.iter_attachments()).startswith("folio,dónde")


def test_nothing_is_encrypted_under_a_key_that_has_expired_or_was_revoked(house):
    gone = Tsk.generate(user_id="it@hospital.example", profile=Profile.RFC4880, validity_seconds=60)
    key = Tsk.generate(user_id="it@hospital.example", profile=Profile.RFC4880)
    cert = key.extract_certificate()
    revoked = str(Cert.from_bytes(bytes(cert) + bytes(cert.revoke(key.certifier()))))
    later = OpenPgp(house.secret, clock=lambda: datetime.now(UTC) + timedelta(days=1))

    for keyring, armour, reason in ((later, str(gone.extract_certificate()), "key-expired"), (house, revoked, "key-revoked")):
        with pytest.raises(Unusable, match=reason) as refusal:
            sent(Message(**{**MESSAGE.__dict__, "encrypt_to": armour}), keyring)

        assert refusal.value.code == "mail.encryption"
        assert "backtrace" not in str(refusal.value)


@pytest.mark.parametrize(
    ("armour", "code"),
    [
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nnonsense\n-----END PGP PUBLIC KEY BLOCK-----", "key.unreadable"),
        (make_key("somebody"), "key.secret"),
        ("", "key.unreadable"),
    ],
)
def test_what_is_no_public_key_is_refused_in_one_line(armour, code):
    with pytest.raises(Unusable) as refusal:
        look(armour)

    assert refusal.value.code == code
    assert "\n" not in str(refusal.value)


def test_without_a_key_of_the_house_mail_leaves_as_it_is(house):
    raw = sent(MESSAGE, OpenPgp())

    assert email.message_from_bytes(raw).get_content_type() == "multipart/mixed"
    assert OpenPgp().certificate() == ""
    assert "PRIVATE" not in house.certificate()
    assert house.secret not in repr(house)


def test_a_secret_key_is_known_by_its_packets_whatever_its_armour_says():
    secret = make_key("it@hospital.example")
    public = OpenPgp(secret).certificate()
    relabelled = secret.replace("PRIVATE KEY", "PUBLIC KEY")

    for armour in (secret, relabelled, f"{public}\n{relabelled}"):
        with pytest.raises(Unusable) as refused:
            look(armour)
        assert refused.value.code == "key.secret"
    assert look(f"a word before\n{public}\nand after").armour == public
