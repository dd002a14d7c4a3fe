"""From a finding to what a reader's GnuPG opens: through the outbox and a real mail server, and back into our own reader."""

import email
import email.policy
import os
import shutil
import subprocess
from email.message import EmailMessage

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation
from tests.gateways.receiving import receiving

from baluarte.actions.constituency import set_contact_key
from baluarte.actions.warning import deliver_notices, queue_notices
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.lists import FINDINGS
from baluarte.formats.tabular import read_table
from baluarte.gateways.mail import Smtp
from baluarte.gateways.openpgp import OpenPgp, make_key
from baluarte.store.warning.models import FindingRow, OutboxRow

GPG = shutil.which("gpg")
pytestmark = pytest.mark.skipif(GPG is None, reason="gpg is not installed")
MAILBOX = "security@hospital.example"


@pytest.fixture
def gpg(tmp_path):
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)

    def call(*arguments: str, given: bytes = b"") -> tuple[int, bytes, str]:
        fixed = (
            "--homedir",
            str(home),
            "--batch",
            "--no-tty",
            "--trust-model",
            "always",
            "--status-fd",
            "2",
            "--pinentry-mode",
            "loopback",
        )
        done = subprocess.run(
            [str(GPG), *fixed, "--passphrase", "", *arguments],
            input=given,
            capture_output=True,
            timeout=60,
            check=False,
            env={**os.environ},
        )
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")

    yield call
    subprocess.run([str(shutil.which("gpgconf")), "--homedir", str(home), "--kill", "all"], check=False, timeout=60)


def received(world, house: OpenPgp) -> EmailMessage:
    queue_notices(world, OPERATOR)
    with receiving() as server:
        world.post = Smtp("127.0.0.1", server.port, tls="none", keyring=house)
        assert deliver_notices(world, OPERATOR) == {"accepted": 1}
        return email.message_from_bytes(server.raw[0], policy=email.policy.default)


def test_a_notice_is_encrypted_to_its_contact_and_its_attachments_come_back_as_they_were(world, db, gpg):
    organisation("hospital-central", "192.0.2.0/24", contacts=(MAILBOX,))
    house = OpenPgp(make_key("National CSIRT <alertas@csirt.example>"))
    world.keyring = house
    gpg("--quick-gen-key", MAILBOX, "ed25519", "sign", "2y")
    fingerprint = gpg("--list-keys", "--with-colons")[1].decode().split("fpr:::::::::")[1].partition(":")[0]
    gpg("--quick-add-key", fingerprint, "cv25519", "encr", "2y")
    gpg("--import", given=house.certificate().encode())
    set_contact_key(world, OPERATOR, "hospital-central", MAILBOX, gpg("--armor", "--export", fingerprint)[1].decode())
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.2"))
    FindingRow.objects.update(tlp="amber+strict", tags=["=1+1", 'a,"b"'], vendor="-x")

    mail = received(world, house)

    row = OutboxRow.objects.get()
    assert (row.channel, row.key_fingerprint) == ("encrypted-mail", fingerprint.lower())
    assert "192.0.2.1" not in mail.as_string()
    status, plain, said = gpg("--decrypt", given=list(mail.iter_parts())[1].get_payload(decode=True))
    assert status == 0, said
    assert "GOODSIG" in said
    inner = email.message_from_bytes(plain, policy=email.policy.default)
    assert "192.0.2.1" in inner.get_body(("plain",)).get_content()
    assert inner["Subject"] == row.subject
    files = {
        part.get_filename().rpartition(".")[2]: (part.get_filename(), part.get_payload(decode=True)) for part in inner.iter_attachments()
    }
    table, refused = read_table(*files["csv"], FINDINGS)
    again, refused_too = read_table(*files["json"], FINDINGS)
    assert (refused.height, refused_too.height, table.height) == (0, 0, 2)
    columns = [name for name in table.columns if name != "#line"]
    assert table.select(columns).to_dicts() == again.select(columns).to_dicts()
    for told in table.to_dicts():
        finding = FindingRow.objects.get(folio=told["folio"])
        meant = (finding.point, finding.tlp, finding.vendor, ";".join(finding.tags))
        assert (told["point"], told["tlp"], told["vendor"], told["tags"]) == meant


def test_a_notice_without_a_key_of_its_contact_is_signed_and_gpg_knows_us(world, db, gpg, tmp_path):
    organisation("hospital-central", "192.0.2.0/24", contacts=(MAILBOX,))
    house = OpenPgp(make_key("National CSIRT <alertas@csirt.example>"))
    gpg("--import", given=house.certificate().encode())
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    with receiving() as server:
        world.post = Smtp("127.0.0.1", server.port, tls="none", keyring=house)
        deliver_notices(world, OPERATOR)
    raw = server.raw[0]
    border = b"--" + email.message_from_bytes(raw).get_boundary().encode()
    content, signature = (piece.removeprefix(b"\r\n").removesuffix(b"\r\n") for piece in raw.split(border)[1:3])
    (tmp_path / "content").write_bytes(content)
    (tmp_path / "content.asc").write_bytes(signature.partition(b"\r\n\r\n")[2])

    status, _, said = gpg("--verify", str(tmp_path / "content.asc"), str(tmp_path / "content"))

    assert status == 0, said
    assert house.look(house.certificate()).fingerprint.upper() in said
