"""A file at a web address: asked for under the condition that it has changed.

`{date}` in the address stands for a day, the newest first: a file of today may not be
there yet, and on 1 January the newest one has the year before in its name.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from baluarte.core.errors import Unusable
from baluarte.core.sources.round import Arrived, Found, Learned, Stumbled
from baluarte.gateways.doors.changes import MOST_LIST, read_changes, read_record
from baluarte.gateways.doors.door import Door, asks_to_wait, is_page
from baluarte.gateways.download import Downloaded, download
from baluarte.gateways.http import Answer, fetch

NOT_THERE = frozenset({404, 410})
MOST_RECORDS = 1000  # one round; the next goes on
MOST_OF_RECORDS = 1 << 26  # bytes of them: they are held in memory until they are a file
_UNCHANGED = 304


def web(door: Door) -> Iterator[Found]:
    """Yield what a web address has that was not taken before."""
    if door.source.option("listed") == "cve-delta":
        yield from _changes(door)
        return
    for url in _addresses(door):
        name = _name(url)
        if "{date}" in door.source.option("url") and door.is_known(name):
            return  # the newest day that is there was taken
        found = _ask(door, url, name)
        if found is not None:
            yield from found
            return
    yield Stumbled(_name(door.source.option("url")), "source.nothing-there", "No file of the last days is there.")


def _addresses(door: Door) -> list[str]:
    pattern = door.source.option("url")
    if "{date}" not in pattern:
        return [pattern]
    return [pattern.replace("{date}", str(door.today - timedelta(days=back))) for back in range(int(door.source.option("days")) + 1)]


def _ask(door: Door, url: str, name: str) -> list[Found] | None:
    """Return what came of one address; None where there is nothing and an older day may be asked."""
    condition = _condition(door, name)
    answer = download(url, door.leave(), door.part(url), {**_secret(door), **condition})
    if isinstance(answer, Answer) and answer.status == _UNCHANGED and not condition:
        # We have no copy: whoever answers "unchanged" is asked again for all of it.
        answer = download(url, door.leave(), door.part(url), {**_secret(door), "Cache-Control": "no-cache"})
    if isinstance(answer, Downloaded):
        return _taken(door, answer, name)
    if answer.status == _UNCHANGED and condition:
        return []
    if answer.status in NOT_THERE and "{date}" in door.source.option("url"):
        return None
    wait = asks_to_wait(answer)
    return [wait] if wait else [Stumbled(name, "source.status", f"The server answered {answer.status}.")]


def _taken(door: Door, file: Downloaded, name: str) -> list[Found]:
    with file.open() as stream:
        beginning = stream.read(512)
    if is_page(beginning, file.headers):
        file.forget()
        return [Stumbled(name, "file.not-this-format", "The server answered with a page for people.")]
    learned = Learned({f"etag {name}": file.headers.get("etag", ""), f"modified {name}": file.headers.get("last-modified", "")})
    if door.is_known(name, file.sha256):
        file.forget()
        return [learned]
    return [Arrived(name, file.sha256, file.open, keep=file.forget), learned]


def _condition(door: Door, name: str) -> dict[str, str]:
    """Ask only for what has changed, where we hold a copy at all."""
    if not door.is_known(name):
        return {}
    said = {"If-None-Match": door.memory.get(f"etag {name}", ""), "If-Modified-Since": door.memory.get(f"modified {name}", "")}
    return {field: value for field, value in said.items() if value}


def _secret(door: Door) -> dict[str, str]:
    """Return the header field that carries the secret; one that no header may hold is named and never shown."""
    name = door.source.option("header_secret")
    value = door.secret(name).strip() if name else ""
    if not (value.isascii() and value.isprintable()):
        raise Unusable(
            "source.secret-form",
            f"The secret {name!r} has not the form that its source needs.",
            "A header field is one line of ASCII letters, digits and signs.",
            "Write the secret into its file again, as one line.",
        )
    return {door.source.option("header"): value} if name else {}


def _name(url: str) -> str:
    """Return the last part of an address as the name of a file."""
    parts = urlsplit(url)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.hostname or "file"
    return "".join(letter if letter.isprintable() else "�" for letter in last)[:200]


def _changes(door: Door) -> Iterator[Found]:
    """Yield the records that a list of changes names and that were not taken, as one file with a record a line."""
    url = door.source.option("url")
    answer = fetch(url, replace(door.leave(), most_bytes=MOST_LIST), headers=_secret(door))
    if wait := asks_to_wait(answer):
        yield wait
        return
    if answer.status != 200:
        yield Stumbled(_name(url), "source.status", f"The server answered {answer.status}.")
        return
    wanted = [one for one in read_changes(answer.body) if not door.is_known(one.name, one.mark)][:MOST_RECORDS]
    lines: list[bytes] = []
    taken: list[tuple[str, str]] = []
    held = 0
    for change in wanted:
        if held >= MOST_OF_RECORDS:
            break
        found = read_record(change, door)
        if isinstance(found, bytes):
            lines.append(found)
            held += len(found)
            taken.append((change.name, change.mark))
        else:
            yield found
    if lines:
        body = b"\n".join(lines) + b"\n"
        yield Arrived(_name(url), sha256(body).hexdigest(), lambda: io.BytesIO(body), file="cve-records.jsonl", also=tuple(taken))
