"""Witnesses: outsiders who are shown each checkpoint, and sign what continues the last one.

Each is asked over the one door to the web. What it answers is believed only as far as its
own key verifies; an answer that is late or wrong is a missing signature and nothing else.
"""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from baluarte.core.errors import BaluarteError
from baluarte.core.ground.addresses import read_network
from baluarte.core.ledger.outside.policy import Party
from baluarte.core.ledger.outside.witness import ADD_CHECKPOINT, Request, cosignatures_of, size_of_conflict
from baluarte.gateways.http import Answer, Leave, fetch

_OK, _CONFLICT = 200, 409
_SECONDS = 10
_MOST_BYTES = 64 << 10
Prove = Callable[[int], Sequence[bytes]]  # the size a witness cosigned last → the proof that ours continues it


@dataclass(frozen=True)
class Shown:
    """The checkpoint that is shown to witnesses: its text, the signed note, its size, and how it is proved."""

    text: str
    note: bytes
    size: int
    prove: Prove


@dataclass(frozen=True)
class Said:
    """What a witness answered: its signature lines, or none and why; and the size it cosigned last, as far as it told."""

    lines: bytes = b""
    old: int = 0
    why: str = ""


def ask(witness: Party, shown: Shown, old: int, networks: Sequence[str] = ()) -> Said:
    """Return what a witness says to a checkpoint; whatever goes wrong is said in a word and raises nothing.

    A witness that remembers another size than we do says so, and is asked once more from there.
    """
    try:
        answer = _post(witness.url, shown, old, networks)
        told = size_of_conflict(answer.body) if answer.status == _CONFLICT else None
        if told is not None and told <= shown.size:
            old, answer = told, _post(witness.url, shown, told, networks)
        if answer.status != _OK:
            return Said(old=old, why=f"answered {answer.status}")
        return Said(cosignatures_of(answer.body, shown.text, [witness.key]), shown.size)
    except BaluarteError as failure:
        return Said(old=old, why=failure.code)


def _post(url: str, shown: Shown, old: int, networks: Sequence[str]) -> Answer:
    body = bytes(Request(old, tuple(shown.prove(old)), shown.note))
    return fetch(f"{url.rstrip('/')}/{ADD_CHECKPOINT}", _leave(url, networks), body=body)


def _leave(url: str, networks: Sequence[str]) -> Leave:
    """Return what may be asked: this one host, over https; plain http only for this machine, and only where the operator named it."""
    host = urlsplit(url).hostname or ""
    allowed = tuple(ipaddress.ip_network(one) for one in networks if read_network(one) is not None)
    here = host in {"127.0.0.1", "::1"} and any(ipaddress.ip_address(host) in network for network in allowed)
    schemes = frozenset({"https", "http"}) if here else frozenset({"https"})
    return Leave(frozenset({host}), schemes, _MOST_BYTES, connect_seconds=_SECONDS, total_seconds=_SECONDS, allow=allowed)
