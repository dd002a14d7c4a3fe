"""The list of changed CVE records that the CVE program publishes, and the records it names.

One list (`delta.json`) or a log of lists (`deltaLog.json`): each names records that are new
or were updated, with the moment of the update, which tells one version from the next.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from baluarte.core.errors import BaluarteError, Unusable
from baluarte.core.ground.names import read_url
from baluarte.core.sources.round import Stumbled
from baluarte.formats.jsontext import Bad, load_strict
from baluarte.gateways.doors.door import Door
from baluarte.gateways.http import fetch

MOST_LIST = 1 << 26  # bytes, unpacked: a small packed answer may be a large one
MOST_RECORD = 1 << 24  # the largest that stands is a tenth of it


@dataclass(frozen=True)
class Change:
    """One record that is new or was updated: its number, which version, and where it lies."""

    name: str
    mark: str
    url: str


def read_changes(body: bytes) -> list[Change]:
    """Return every change that a list names, each version once, oldest first. Raises `Unusable`."""
    try:
        whole = load_strict(body, most=MOST_LIST)
    except Bad as wrong:
        raise _not_a_list(wrong.code) from None
    lists = whole if isinstance(whole, list) else [whole]
    if not all(isinstance(one, dict) and ("new" in one or "updated" in one) for one in lists):
        raise _not_a_list("file.not-this-format")
    found = {(change.name, change.mark): change for one in lists for change in _named(one)}
    return sorted(found.values(), key=lambda change: (change.mark, change.name))


def read_record(change: Change, door: Door) -> bytes | Stumbled:
    """Fetch one record and return it as one line, or why it could not be had."""
    try:
        answer = fetch(change.url, replace(door.leave(), most_bytes=MOST_RECORD))
        if answer.status != 200:
            return Stumbled(change.name, "source.status", f"The server answered {answer.status}.")
        record = load_strict(answer.body, most=MOST_RECORD)
    except Bad as wrong:
        return Stumbled(change.name, wrong.code, "The record is not sound JSON.")
    except BaluarteError as failure:
        return Stumbled(change.name, failure.code, failure.what)
    # Written again: one line a record, whatever lines the original had.
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode()


def _named(one: dict[str, Any]) -> Iterator[Change]:
    for kind in ("new", "updated"):
        entries = one.get(kind)
        for entry in entries if isinstance(entries, list) else []:
            name, url, moment = (entry.get(key) if isinstance(entry, dict) else None for key in ("cveId", "githubLink", "dateUpdated"))
            if isinstance(name, str) and isinstance(url, str) and read_url(url):
                yield Change(name[:40], str(moment or one.get("fetchTime") or "")[:60], url)


def _not_a_list(code: str) -> Unusable:
    return Unusable(code, "This is not a list of changed CVE records.", "It has `new` or `updated`.", "Check the address of the source.")
