"""Questions to the network, and what each server answered: facts alone, no verdict.

Whoever asks notes the server, the moment, the code of the answer and what was found, so that
a person can be told whom we asked. A question that failed is a fact of its own kind: it is
never the same as "there is nothing".
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

Role = Literal["authority", "resolver", "web"]
# Codes beside those of DNS (NOERROR, NXDOMAIN, SERVFAIL …) and HTTP (200, 404 …).
Failure = Literal["time-out", "unreachable", "certificate", "no-servers", "private-address", "unreadable", "loop"]


@dataclass(frozen=True)
class Heard:
    """What one server said. `answered` is False where the question failed; `found` is empty where there is nothing.

    `signed` says that a validating resolver vouched for the answer (DNSSEC). `wildcard` says that
    the same server gave the same text under a name that nobody can have listed. `elsewhere`
    is the other host that a web server leads to.
    """

    server: str
    role: Role
    at: datetime
    code: str
    answered: bool
    found: tuple[str, ...] = ()
    signed: bool = False
    wildcard: bool = False
    elsewhere: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as history keeps them."""
        return {
            "server": self.server, "role": self.role, "at": self.at.isoformat(), "code": self.code, "answered": self.answered,
            "found": list(self.found), "signed": self.signed, "wildcard": self.wildcard, "elsewhere": self.elsewhere,
        }  # fmt: skip


def heard_of(plain: dict[str, Any]) -> Heard:
    """Return what history kept of one answer.

    >>> from datetime import UTC
    >>> one = Heard("ns1.instituto.example", "authority", datetime(2026, 3, 5, tzinfo=UTC), "NXDOMAIN", answered=True)
    >>> heard_of(one.to_dict()) == one
    True
    """
    return Heard(**{**plain, "at": datetime.fromisoformat(plain["at"]), "found": tuple(plain["found"])})


def read_resolvers(text: str) -> tuple[tuple[str, int], ...]:
    """Return resolvers written as `192.0.2.53` or `192.0.2.53:5353`, with commas; an odd one is a `ValueError`.

    >>> read_resolvers("192.0.2.53, 127.0.0.1:5353,[2001:db8::53]:53")
    (('192.0.2.53', 53), ('127.0.0.1', 5353), ('2001:db8::53', 53))
    """
    found: list[tuple[str, int]] = []
    for one in (part.strip() for part in text.split(",") if part.strip()):
        bracketed, _, after = one.partition("]")
        address, port = (bracketed.removeprefix("["), after.removeprefix(":")) if one.startswith("[") else (one, "")
        if not one.startswith("[") and one.count(":") == 1:
            address, _, port = one.partition(":")
        found.append((str(ipaddress.ip_address(address)), int(port or "53")))
    return tuple(found)


class Questioner(Protocol):
    """Asks name servers and web servers. It decides nothing and keeps nothing."""

    def text_records(self, name: str, nonce: str, now: datetime) -> tuple[Heard, ...]:
        """Ask the authoritative servers and one resolver for the text records of a name; `nonce` makes a name that nobody has."""
        ...

    def web_file(self, host: str, path: str, now: datetime) -> Heard:
        """Ask one host for one small file over HTTPS, without following it to another host."""
        ...
