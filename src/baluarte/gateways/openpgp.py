"""OpenPGP: the key of this house signs, the key of a contact encrypts, and neither is taken at its word.

The library encrypts under a key that is revoked or has expired without a word, so that is
looked at here before every message. Its own keys are of the older form (version 4), which
the programs that people have can read.
"""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import NoReturn, TypeVar

from pysequoia import Cert, Profile, Sig, SignatureMode, Tsk, encrypt, sign, verify
from pysequoia.packet import HashAlgorithm

from baluarte.core.errors import Unusable
from baluarte.core.ground.world import KeyFacts

# Names of RFC 3156 for the hashes of the library.
MICALG = ((HashAlgorithm.SHA256, "pgp-sha256"), (HashAlgorithm.SHA384, "pgp-sha384"), (HashAlgorithm.SHA512, "pgp-sha512"))
_SECRET = re.compile(r"-----BEGIN PGP PRIVATE KEY BLOCK-----")
T = TypeVar("T")


@dataclass(frozen=True)
class OpenPgp:
    """The key of this house, in armour; empty where it has none, and then nothing is signed."""

    secret: str = field(default="", repr=False)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def look(self, armour: str) -> KeyFacts:
        """Return what a certificate says of itself. Raises `Unusable` for what is none, and for a secret key."""
        return look(armour)

    def certificate(self) -> str:
        """Return the certificate that belongs to the key of this house, for everybody to have."""
        return _public(self.secret) if self.secret else ""

    def doubt(self, armour: str, content: bytes, signature: bytes) -> str:
        """Return the code of why a signature by a certificate is not believed; empty where it is valid.

        Nothing is verified by default: a certificate that cannot be read, was revoked or has ended proves nothing.
        """
        try:
            facts = look(armour)
        except Unusable:
            return "key-unreadable"
        if facts.revoked:
            return "key-revoked"
        if facts.expires is not None and facts.expires <= self.clock():
            return "key-expired"
        try:
            told = verify(content, store=lambda _: [_cert(armour)], signature=Sig.from_bytes(signature))
        except (RuntimeError, ValueError, OSError):
            return "signature-wrong"
        return "" if told.valid_sigs else "signature-wrong"

    def sign(self, content: bytes) -> tuple[bytes, str]:
        """Return a signature in armour, apart from its content, and the name of its hash."""
        key = _own(self.secret)
        signature = _done("mail.signature", lambda: sign(key.signer(), content, mode=SignatureMode.DETACHED))
        used = Sig.from_bytes(signature).hash_algorithm
        return signature, next((name for hash_, name in MICALG if hash_ == used), "pgp-sha512")

    def encrypt(self, content: bytes, armour: str) -> bytes:
        """Return content that the holder of a certificate alone can read, signed within where this house has a key.

        Raises `Unusable` with the code `mail.encryption`: what cannot be encrypted does not leave.
        """
        reason = look(armour).unfit(self.clock())
        if reason:
            _refuse("mail.encryption", f"The contact's OpenPGP key is not fit: {reason}.")
        signer = _own(self.secret).signer() if self.secret else None
        return _done("mail.encryption", lambda: encrypt(content, [_cert(armour)], signer=signer))


@lru_cache(maxsize=4096)
def look(armour: str) -> KeyFacts:
    """Return what a certificate says of itself; the same text is read once."""
    if _SECRET.search(armour) or _holds_secret(armour):
        raise Unusable(
            "key.secret", "This is a secret key.", "It must never leave its holder.", "Export the public key, and revoke this one."
        )
    cert = _cert(armour)
    try:
        encrypt(b"", [cert])
        encrypts = True
    except RuntimeError:
        encrypts = False
    return KeyFacts(
        cert.fingerprint, tuple(str(name)[:200] for name in cert.user_ids), cert.expiration, cert.is_revoked, encrypts, str(cert)
    )


def _holds_secret(armour: str) -> bool:
    """Look at the packets themselves: what an armour calls itself anybody can write."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return any(cert.has_secret_keys for cert in _done("key.unreadable", lambda: Cert.split_bytes(armour.encode())))


def make_key(name: str) -> str:
    """Return a new secret key in armour, with parts to certify, to sign and to decrypt."""
    return str(Tsk.generate(user_id=name, profile=Profile.RFC4880))


def _cert(armour: str) -> Cert:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return _done("key.unreadable", lambda: Cert.from_bytes(armour.encode()))


@lru_cache(maxsize=4)
def _own(secret: str) -> Tsk:
    return _done("key.unreadable", lambda: Tsk.from_bytes(secret.encode()))


@lru_cache(maxsize=4)
def _public(secret: str) -> str:
    return str(_own(secret).extract_certificate())


def _done(code: str, act: Callable[[], T]) -> T:
    """Return what the library made. Its errors carry the places of its source: the first line is enough."""
    try:
        return act()
    except (RuntimeError, ValueError, OSError) as failure:
        _refuse(code, f"OpenPGP refused: {(str(failure).partition(chr(10))[0] or type(failure).__name__)[:200]}")


def _refuse(code: str, what: str) -> NoReturn:
    raise Unusable(code, what, "What cannot be protected as asked does not leave.", "Ask the contact for a current public key.")
