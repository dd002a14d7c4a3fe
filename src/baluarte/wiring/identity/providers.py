"""The sign-on providers of this installation: a file names them, their secrets lie in files of their own.

    [[provider]]
    issuer = "https://login.agency.example"
    client = "baluarte"
    secret = "login-agency"            # the name of its file in the folder of secrets
    es = "Identidad de la agencia"
    en = "Identity of the agency"

An identity is linked by its issuer and its subject alone. The identifier of a provider here is
made from its issuer: a link made with one issuer never opens an account for another.
"""

import hashlib
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from baluarte.core.errors import Unusable

_NEEDED = ("issuer", "client", "secret", "es", "en")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def provider_id(issuer: str) -> str:
    """Return the identifier under which links with an issuer are kept.

    >>> provider_id("https://login.agency.example") == provider_id("https://login.agency.example/")
    False
    """
    return "i-" + hashlib.sha256(issuer.encode()).hexdigest()[:24]


def read_providers(path: str, secret_of: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return what allauth needs to know of each provider in a file; no file offers none."""
    if not path:
        return []
    try:
        listed = tomllib.loads(Path(path).read_text("utf-8")).get("provider", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unusable(f"{path} cannot be read: {error}.") from None
    return [_provider(one, secret_of) for one in listed]


def _provider(told: dict[str, Any], secret_of: Callable[[str], str]) -> dict[str, Any]:
    missing = [name for name in _NEEDED if not isinstance(told.get(name), str) or not told[name].strip()]
    if missing:
        raise _unusable(f"A provider lacks {', '.join(missing)}.")
    if unknown := sorted(set(told) - set(_NEEDED)):
        raise _unusable(f"A provider has {', '.join(unknown)}, which nothing reads.")
    place = urlsplit(told["issuer"])
    if not place.hostname or place.scheme not in {"https", "http"} or (place.scheme == "http" and place.hostname not in _LOOPBACK):
        raise _unusable(f"{told['issuer']!r} is no issuer: an identity would travel in clear.")
    return {
        "provider_id": provider_id(told["issuer"]),
        "name": told["en"],
        "client_id": told["client"],
        "secret": secret_of(told["secret"]),
        # The subject is the whole of what we ask for: nothing else is fetched, so nothing else can be kept.
        "settings": {
            "server_url": told["issuer"],
            "issuer": told["issuer"],
            "es": told["es"],
            "en": told["en"],
            "fetch_userinfo": False,
            "oauth_pkce_enabled": True,
            "scope": ["openid"],
        },
    }


def _unusable(what: str) -> Unusable:
    return Unusable(
        "settings.oidc",
        f"BALUARTE_OIDC: {what}",
        "A provider has an issuer that begins with https://, a client, the name of a secret, and its name in both languages.",
        "Correct the file; the page on settings shows one.",
    )
