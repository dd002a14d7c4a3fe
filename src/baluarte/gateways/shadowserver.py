"""The Shadowserver API: signed requests, the list of reports, and the reports themselves.

A request is a JSON body that names the key; its header carries the HMAC-SHA-256 of exactly
those bytes under the secret. An answer is a list, or an object that says `error`.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NoReturn
from urllib.parse import urljoin

from baluarte.core.errors import Unreachable, Unusable
from baluarte.formats.jsontext import Bad, load_strict
from baluarte.gateways.http import Answer, Leave, fetch

_MOST_LIST = 1 << 26  # bytes: a year of every report type of a nation has a tenth of it
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}", re.ASCII)
_LIST_SECONDS = 60


@dataclass(frozen=True)
class Listed:
    """One report of the list: its number for the download, its type, its file name and its day."""

    id: str
    type: str
    file: str
    day: str = ""


@dataclass(frozen=True)
class Shadowserver:
    """One account at the API."""

    url: str
    files: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    leave: Leave

    def listed(self, since: date, until: date, reports: tuple[str, ...] = ()) -> list[Listed]:
        """Return the reports of some days; raises `Unusable` or `Unreachable`."""
        wanted: dict[str, Any] = {"date": str(until) if since == until else f"{since}:{until}"}
        answer = self.call("reports/list", {**wanted, **({"reports": list(reports)} if reports else {})})
        if not isinstance(answer, list):
            _not_understood("The list of reports is no list.")
        return [self._read(entry) for entry in answer]

    def address(self, report: Listed) -> str:
        """Return where a report lies. The key is not needed there."""
        return urljoin(self.files, report.id)

    def call(self, name: str, request: dict[str, Any]) -> Any:
        """Send one signed request and return what was answered."""
        body = json.dumps({"apikey": self.key, **request}, separators=(",", ":")).encode()
        answer = fetch(
            urljoin(self.url, name),
            replace(self.leave, most_bytes=_MOST_LIST, total_seconds=_LIST_SECONDS),
            headers={"HMAC2": sign(body, self.secret), "Content-Type": "application/json"},
            body=body,
        )
        return self._judged(answer)

    def _judged(self, answer: Answer) -> Any:
        if answer.status in {429, 503}:
            raise Busy("source.busy", f"The API answered {answer.status}.", "", "Wait and retry.", answer=answer)
        if answer.status in {401, 403}:
            raise Unusable("source.key", f"The API refused the key: {answer.status}.", "", "Check key and secret of the source.")
        if answer.status != 200:
            raise Unreachable("source.status", f"The API answered {answer.status}.", "", "Wait and retry.")
        try:
            said = load_strict(answer.body, most=_MOST_LIST)
        except Bad:
            _not_understood("The API did not answer with JSON.")
        if isinstance(said, dict) and "error" in said:
            words = str(said["error"])[:200]
            raise Unusable("source.refused", f"The API refused: {self._hidden(words)}.", "", "Check key, secret and names of reports.")
        return said

    def _read(self, entry: object) -> Listed:
        texts = {name: str(entry.get(name, "")) for name in ("id", "type", "file", "timestamp")} if isinstance(entry, dict) else {}
        if not texts or not _ID.fullmatch(texts["id"]) or not texts["file"]:
            _not_understood("An entry of the list has no number or no file name.")
        return Listed(texts["id"], texts["type"][:200], texts["file"][:400], texts["timestamp"][:40])

    def _hidden(self, words: str) -> str:
        """A server may repeat what it was told; the key and the secret stand in no sentence of ours."""
        for secret in (self.key, self.secret):
            words = words.replace(secret, "…") if secret else words
        return "".join(letter for letter in words if letter.isprintable())


@dataclass(eq=False)
class Busy(Unreachable):
    """The API asks to be left alone for a while."""

    answer: Answer | None = None


def sign(body: bytes, secret: str) -> str:
    """Return the signature of a request: over its exact bytes.

    >>> sign(b'{"apikey":"k"}', "s")[:16]
    'bf99a9e894f41b0e'
    """
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _not_understood(what: str) -> NoReturn:
    raise Unusable("source.not-understood", what, "Only the documented answers are read.", "Look at the address of the source.")
