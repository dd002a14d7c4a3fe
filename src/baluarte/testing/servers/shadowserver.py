"""A stand-in for the Shadowserver API: signed requests over exact bytes, a list, downloads, quotas.

It speaks the documented protocol (`reports/list` by POST, the report by GET under its
number), refuses a signature that does not fit byte for byte, and can be told to be busy.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from baluarte.testing.servers.web import File, Web, web_server


@dataclass
class Reports:
    """The reports of one account, and how the API behaves."""

    key: str = "key-of-the-test"
    secret: str = "secret-of-the-test"  # noqa: S105 - of a server that exists only in tests
    web: Web = field(default_factory=Web)
    listed: list[dict[str, str]] = field(default_factory=list)
    busy: int = 0  # requests that are answered 429
    retry_after: str = "120"
    error: str = ""
    answer: bytes | None = None  # instead of a list
    requests: list[dict[str, Any]] = field(default_factory=list)

    def put(self, day: date, kind: str, body: bytes, number: str = "") -> str:
        """Publish a report and return its number."""
        number = number or hashlib.sha256(f"{day} {kind}".encode() + body).hexdigest()[:20]
        name = f"{day}-{kind}-anahuac.csv"
        self.listed.append({"id": number, "type": kind, "file": name, "report": "anahuac", "timestamp": f"{day} 00:00:00"})
        self.web.files[f"/{number}"] = File(body)
        return number

    def respond(self, path: str, headers: dict[str, str], body: bytes) -> File:
        """Answer one signed request."""
        if self.busy:
            self.busy -= 1
            return File(b"slow down", "text/plain", 429, {"Retry-After": self.retry_after})
        fits = hmac.compare_digest(hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest(), headers.get("hmac2", ""))
        request = json.loads(body)
        if not fits or request.get("apikey") != self.key:
            return _json({"error": f"invalid key {request.get('apikey')}"})
        self.requests.append({"path": path, **request})
        if self.answer is not None:
            return File(self.answer, "text/html")
        if self.error:
            return _json({"error": self.error})
        return _json(self._of_days(request)) if path.endswith("/reports/list") else _json({"error": "unknown call"})

    def _of_days(self, request: dict[str, Any]) -> list[dict[str, str]]:
        first, _, last = str(request["date"]).partition(":")
        wanted = request.get("reports")
        days = [one for one in self.listed if first <= one["timestamp"][:10] <= (last or first)]
        return [one for one in days if not wanted or one["report"] in wanted]


@contextmanager
def shadowserver(reports: Reports) -> Iterator[str]:
    """Serve the API below `api2/` and the files beside it; yield the address of both."""
    reports.web.post = reports.respond
    with web_server(reports.web) as address:
        yield address


def _json(value: object) -> File:
    return File(json.dumps(value).encode(), "application/json")
