"""Seals the secrets of second factors: a stolen database alone makes no code."""

import base64
import binascii
import os

from allauth.core import context
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from baluarte.core.errors import Broken

_VERSION = "1:"  # names the algorithm: AES-256-GCM, a nonce of 96 bits of chance before the text
_NONCE = 12
_PURPOSE = "factors"


def seal(text: str) -> str:
    """Return a text that only this installation can read."""
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(context.request.world.key(_PURPOSE)).encrypt(nonce, text.encode(), _VERSION.encode())
    return _VERSION + base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str) -> str:
    """Return the text that was sealed; one of another installation is `Broken`."""
    try:
        raw = base64.b64decode(sealed.removeprefix(_VERSION), validate=True)
        return AESGCM(context.request.world.key(_PURPOSE)).decrypt(raw[:_NONCE], raw[_NONCE:], _VERSION.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise Broken(
            "rights.factor-sealed", "The secret of a second factor cannot be opened.", "It was sealed by another installation.", ""
        ) from error
