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


HARMLESS = b"Content-Type: text/plain; charset=utf-8\r\n\r\nSee you at the conference on Monday.\r\n"
WORD = b"Content-Type: text/plain\r\n\r\nARREGLADO\r\n"


def beside(key, part: bytes) -> bytes:
    return b"Content-Type: application/pgp-signature\r\n\r\n" + sign(key.signer(), part, mode=SignatureMode.DETACHED)


def pieces(world, border: str, *parts: bytes, mark: bytes = b"--B") -> bytes:
    whole = signed_head(world).replace('boundary="B"', border).encode()
    return whole + b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def signed_head(world) -> str:
    to = dict(world.messages[-1].headers)["Reply-To"]
    kind = 'multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary="B"'
    return f"From: security@hospital.example\r\nTo: {to}\r\nMessage-ID: <f@hospital.example>\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"


def forged(world, key, how: str) -> bytes:
    """Put a word of a stranger beside words that the contact did sign."""
    signature = beside(key, HARMLESS)
    page = HARMLESS.replace(b"text/plain", b"text/html")
    lone = b"--B\r\n".join([b"x\r\n", WORD, signature]) + b"--B--"
    return {
        "lone returns": lambda: pieces(world, 'boundary="B"', HARMLESS, signature).replace(
            b"\r\n\r\n--B", b"\r\n\r\n" + lone.replace(b"\r\n", b"\r") + b"\r\n--B", 1
        ),
        "a border in another charset": lambda: (
            pieces(world, "boundary*=unicode_escape''B%5Cudcc3", HARMLESS, signature, mark=b"--B?")
            + pieces(world, "", WORD, signature, mark=b"--B\xc3").partition(b"\r\n\r\n")[2]
        ),
        "words in place of the signature": lambda: pieces(
            world,
            'boundary="B"',
            page,
            beside(key, page).replace(b"application/pgp-signature\r\n\r\n", b"text/plain\r\n\r\nARREGLADO\r\n\r\n"),
        ),
        "a third part": lambda: pieces(world, 'boundary="B"', HARMLESS, signature, WORD),
        "a part before": lambda: pieces(world, 'boundary="B"', WORD, HARMLESS, signature),
        "an end before": lambda: (
            pieces(world, 'boundary="B"', HARMLESS, signature) + pieces(world, "", WORD, signature).partition(b"\r\n\r\n")[2]
        ),
    }[how]()


@pytest.mark.parametrize(
    "how",
    [
        "lone returns",
        "a border in another charset",
        "words in place of the signature",
        "a third part",
        "a part before",
        "an end before",
    ],
)
def test_words_that_the_signature_does_not_cover_move_nothing(world, key, how):
    came = take_mail(world, OPERATOR, forged(world, key, how))

    assert (came.state, states()) == ("waiting", ["open", "open"])
    assert came.reason in {"unsigned", "signature-wrong", "no-word"}


def test_the_words_of_a_signed_mail_are_read_from_the_bytes_that_were_verified(world, key):
    raw = (
        pieces(world, 'boundary="B"', HARMLESS, beside(key, HARMLESS)).replace(b"\r\n\r\n--B", b"\r\n\r\nARREGLADO\r\n--B", 1)
        + b"ARREGLADO\r\n"
    )

    take_mail(world, OPERATOR, raw)

    assert (ReplyRow.objects.get().text, states()) == ("See you at the conference on Monday.", ["open", "open"])
