"""A reply under an OpenPGP signature: the registered key proves it, and a signature that does not fit outweighs everything."""

import pytest
from pysequoia import Profile, SignatureMode, Tsk, sign
from tests.actions.test_answer_links import states, told
from tests.actions.test_reply_mail import SIGNED

from baluarte.actions.replies import take_mail
from baluarte.core.rights.actors import OPERATOR
from baluarte.gateways.openpgp import OpenPgp
from baluarte.store.constituency.models import ContactRow
from baluarte.store.replies.models import ReplyRow

PART = b"Content-Type: text/plain; charset=utf-8\r\n\r\nARREGLADO\r\n"


@pytest.fixture
def key(world):
    """The hospital's key, registered with its contact."""
    told(world)
    made = Tsk.generate(user_id="security@hospital.example", profile=Profile.RFC4880)
    ContactRow.objects.filter(address="security@hospital.example").update(key=str(made.extract_certificate()))
    world.keyring = OpenPgp()
    return made


def signed(world, key, part: bytes = PART, *, shown: bytes = b"", head: str = "") -> bytes:
    to = dict(world.messages[-1].headers)["Reply-To"]
    signature = sign(key.signer(), part, mode=SignatureMode.DETACHED)
    fields = (
        f"{head}From: security@hospital.example\r\nTo: {to}\r\nSubject: RE\r\nMessage-ID: <s@hospital.example>\r\nMIME-Version: 1.0\r\n"
    )
    kind = 'Content-Type: multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary="B"\r\n\r\n'
    body = b"--B\r\n" + (shown or part) + b"\r\n--B\r\nContent-Type: application/pgp-signature\r\n\r\n" + signature + b"\r\n--B--\r\n"
    return (fields + kind).encode() + body


def test_a_word_under_the_registered_key_counts_without_any_other_proof(world, key):
    came = take_mail(world, OPERATOR, signed(world, key))

    assert (came.state, states()) == ("acted", ["fix-claimed", "fix-claimed"])


def test_line_ends_that_the_way_has_changed_do_not_break_it(world, key):
    came = take_mail(world, OPERATOR, signed(world, key).replace(b"\r\n", b"\n"))

    assert came.state == "acted"


def test_words_that_were_changed_are_for_a_person_even_if_the_domain_signed(world, key):
    changed = PART.replace(b"ARREGLADO", b"NO ES MIO")

    came = take_mail(world, OPERATOR, signed(world, key, shown=changed, head=SIGNED))

    assert (came.state, came.reason, states()) == ("waiting", "signature-wrong", ["open", "open"])


def test_another_key_proves_nothing(world, key):
    other = Tsk.generate(user_id="security@hospital.example", profile=Profile.RFC4880)

    came = take_mail(world, OPERATOR, signed(world, other))

    assert (came.state, came.reason) == ("waiting", "signature-wrong")


def test_a_key_that_nobody_registered_proves_nothing(world, key):
    ContactRow.objects.update(key="")

    assert take_mail(world, OPERATOR, signed(world, key)).reason == "unsigned"


def test_a_registered_key_that_cannot_be_read_has_its_own_sentence(world, key):
    ContactRow.objects.update(key="-----BEGIN PGP PUBLIC KEY BLOCK-----\nx\n-----END PGP PUBLIC KEY BLOCK-----")

    assert take_mail(world, OPERATOR, signed(world, key)).reason == "key-unreadable"


def test_a_signature_as_long_as_ten_thousand_is_no_signature(world, key):
    raw = signed(world, key).replace(b"-----BEGIN PGP SIGNATURE-----", b"-----BEGIN PGP SIGNATURE-----\r\nComment: " + b"x" * 70_000)

    came = take_mail(world, OPERATOR, raw)

    assert (came.state, ReplyRow.objects.get().reason) == ("waiting", "unsigned")
