"""Seals the secrets of second factors: a stolen database alone makes no code."""

import base64
import binascii

from allauth.core import context

from baluarte.core.errors import Broken
from baluarte.core.rights.keys import sealing

_VERSION = "2:"  # names the algorithm, which is that of `core/rights/keys/sealing`
_PURPOSE = "factors"


def seal(text: str) -> str:
    """Return a text that only this installation can read."""
    return _VERSION + base64.b64encode(sealing.seal(context.request.world.key(_PURPOSE), text.encode(), _PURPOSE)).decode()


def unseal(sealed: str) -> str:
    """Return the text that was sealed; one of another installation is `Broken`."""
    try:
        raw = base64.b64decode(sealed.removeprefix(_VERSION), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    content = sealing.unseal(context.request.world.key(_PURPOSE), raw, _PURPOSE) if raw else None
    if content is None:
        raise Broken("rights.factor-sealed", "The secret of a second factor cannot be opened.", "It was sealed by another installation.")
    return content.decode()
