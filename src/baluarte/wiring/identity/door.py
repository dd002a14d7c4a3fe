"""The way to a sign-on provider: to the hosts of its issuer alone, within a time and a size, without following anybody."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import requests

MOST_BYTES = 1_000_000  # a key set is a few kilobytes


class OneDoor(requests.Session):
    """A session that leaves for named places and for no other, whatever an answer says."""

    def __init__(self, places: frozenset[tuple[str, str]], seconds: float) -> None:
        super().__init__()
        self.places = places
        self.seconds = seconds
        self.trust_env = False  # no proxy and no password from this machine's environment
        self.max_redirects = 0

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send to one of the places, and read no more than a provider has to say."""
        place = place_of(request.url or "")
        if place not in self.places:
            raise requests.exceptions.InvalidURL(f"{place[1]} is no place of a provider.")
        kwargs |= {"timeout": self.seconds, "stream": True, "allow_redirects": False}
        answer = super().send(request, **kwargs)
        content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
        if len(content) > MOST_BYTES or answer.is_redirect:
            raise requests.exceptions.ContentDecodingError("The provider says too much, or sends elsewhere.")
        answer._content = content  # noqa: SLF001 - how requests itself keeps what was read
        return answer


def place_of(url: str) -> tuple[str, str]:
    """Return the scheme and the host with its port of an address.

    >>> place_of("https://login.agency.example/keys"), place_of("https://evil.example@10.0.0.1/")
    (('https', 'login.agency.example'), ('https', 'evil.example@10.0.0.1'))
    """
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def one_door(issuers: Iterable[str], seconds: float) -> OneDoor:
    """Return the way to the places of these issuers."""
    return OneDoor(frozenset(place_of(issuer) for issuer in issuers), seconds)
