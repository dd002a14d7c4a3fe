"""Believes an identity token when all of it holds: its signature, its issuer, its audience, its end, and that it names somebody."""

from collections.abc import Mapping
from typing import Any

import jwt

# Signatures by a key pair alone. A shared secret would let whoever can check a token also make one.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
MOST_LETTERS = 255  # of a subject, by the standard
_NEEDED = ["exp", "iat", "iss", "aud", "sub"]
_CLOCKS_MAY_DIFFER = 60  # seconds


class Unbelievable(Exception):
    """A token that is not believed, and why; the reason is for the log alone."""


def subject_of(raw: object, keys: Mapping[str, Any], issuer: str, client: str) -> str:
    """Return whom a token names, or raise `Unbelievable`. Empty, doubled and missing values are all no."""
    if not isinstance(raw, str) or not raw:
        raise Unbelievable("There is no token.")
    try:
        kind, key = _key(raw, keys)
        told: dict[str, Any] = jwt.decode(
            raw, key=key, algorithms=[kind], issuer=issuer, audience=client, leeway=_CLOCKS_MAY_DIFFER, options={"require": _NEEDED}
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise Unbelievable(type(error).__name__) from error
    several = isinstance(told["aud"], list) and len(told["aud"]) > 1
    if (several or "azp" in told) and told.get("azp") != client:
        raise Unbelievable("It was made for somebody else.")
    return named(told.get("sub"))


def named(subject: object) -> str:
    """Return a subject that names somebody, or raise `Unbelievable`."""
    if not isinstance(subject, str) or not subject.strip() or len(subject) > MOST_LETTERS:
        raise Unbelievable("It names nobody.")
    return subject


def _key(raw: str, keys: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the kind of a signature and the one key of the provider that it says it is by."""
    head = jwt.get_unverified_header(raw)
    kind = head.get("alg", "")
    if kind not in ALGORITHMS:
        raise ValueError(kind)
    fitting = [one for one in keys["keys"] if one.get("use", "sig") == "sig" and head.get("kid", one.get("kid")) == one.get("kid")]
    if len(fitting) != 1:  # a token without the name of its key is believed of a provider with one key alone
        raise ValueError(len(fitting))
    return kind, jwt.PyJWK(fitting[0], algorithm=kind).key
