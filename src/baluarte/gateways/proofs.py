"""Asking for a proof: text records by `dns`, a small file through the one door to the web."""

import ssl
from dataclasses import dataclass, field
from datetime import datetime

from baluarte.core.errors import Unreachable, Unusable
from baluarte.core.ground.questions import Heard
from baluarte.gateways.dns import NameServers, Network
from baluarte.gateways.http import Leave, Resolve, fetch, resolve

SECONDS = 5.0
MOST_BYTES = 4096
_OK, _MISSING = 200, frozenset({404, 410})
_REDIRECTS = range(300, 400)
_FAILURES = {"http.too-slow": "time-out", "http.private-address": "private-address", "http.too-large": "too-large"}
_CERTIFICATE = ("certificate", "ssl", "tls", "hostname")


@dataclass(frozen=True)
class Proofs:
    """Asks name servers and web servers. `port` of the web is 443 everywhere but in a test."""

    names: NameServers = field(default_factory=NameServers)
    port: int = 443
    allow: tuple[Network, ...] = ()
    trust: ssl.SSLContext | None = field(default=None, repr=False)
    resolve: Resolve = resolve

    def text_records(self, name: str, nonce: str, now: datetime) -> tuple[Heard, ...]:
        """Ask the authoritative servers and one resolver for the text records of a name."""
        return self.names.text_records(name, nonce, now)

    def web_file(self, host: str, path: str, now: datetime) -> Heard:
        """Ask one host for one small file. Another host it leads to is named and never asked."""
        shown = host if self.port == 443 else f"{host}:{self.port}"
        leave = Leave(
            frozenset({host}),
            most_bytes=MOST_BYTES,
            connect_seconds=SECONDS,
            total_seconds=SECONDS,
            allow=self.allow,
            trust=self.trust,
            resolve=self.resolve,
        )
        try:
            answer = fetch(f"https://{shown}{path}", leave)
        except Unreachable as failure:
            return Heard(host, "web", now, _unreachable(failure), answered=False)
        except Unusable as refusal:
            return _refused(host, refusal, now)
        if answer.status == _OK:
            text = answer.body.decode("utf-8", "replace").strip()
            return Heard(host, "web", now, "200", answered=True, found=(text,) if text else ())
        return Heard(host, "web", now, str(answer.status), answered=answer.status in _MISSING)


def _refused(host: str, refusal: Unusable, now: datetime) -> Heard:
    """Return what a refusal of the door means: another host is an answer of its own, the rest could not be asked."""
    if refusal.code in {"http.host", "http.redirect", "http.scheme"}:
        elsewhere = refusal.what.split(" ", 1)[0] if refusal.code == "http.host" else "http://"
        return Heard(host, "web", now, "302", answered=True, elsewhere=elsewhere)
    if refusal.code == "http.too-large":
        return Heard(host, "web", now, "200", answered=True, found=(f"> {MOST_BYTES} bytes",))
    return Heard(host, "web", now, _FAILURES.get(refusal.code, "unreadable"), answered=False)


def _unreachable(failure: Unreachable) -> str:
    if failure.code == "http.too-slow":
        return "time-out"
    said = f"{failure.what} {failure.why}".lower()
    return "certificate" if any(word in said for word in _CERTIFICATE) else "unreachable"
