"""Count records written as JSON: the elements of an array, of the KEV catalogue, or one object a line."""

import json
from json import JSONDecoder

from baluarte_recount.told import Count, Refused, Source

_CHUNK = 1 << 20
_LISTS = ("vulnerabilities", "data", "results", "events")  # under which a catalogue keeps its records
_BLANK = " \t\r\n"


class _Text:
    """A text that grows while it is read."""

    def __init__(self, begins: bytes, source: Source) -> None:
        self._source = source
        self._raw = begins.removeprefix(b"\xef\xbb\xbf")
        self.text = ""
        self.ended = False
        self.more(b"")

    def more(self, chunk: bytes | None = None) -> bool:
        """Take one more piece in; False at the end."""
        if chunk is None:
            chunk = self._source.read(_CHUNK)
            self.ended = not chunk
        raw = self._raw + chunk
        for cut in range(4):
            try:
                self.text += raw[: len(raw) - cut].decode()
            except UnicodeDecodeError:
                continue
            self._raw = raw[len(raw) - cut :]
            return not self.ended
        raise Refused("bytes.encoding")

    def skip(self, letters: str) -> str:
        """Drop these letters from the front and return the next one, or an empty text at the end."""
        while True:
            self.text = self.text.lstrip(letters)
            if self.text or not self.more():
                return self.text[:1]

    def value(self) -> bool:
        """Drop one JSON value from the front; False where it is broken or its end is missing."""
        while True:
            try:
                _, end = JSONDecoder().raw_decode(self.text)
            except (json.JSONDecodeError, RecursionError):
                if not self.more():
                    return False
                continue
            if end == len(self.text) and self.more():
                continue  # a number may go on in the next piece
            self.text = self.text[end:]
            return True


def count_array(begins: bytes, source: Source) -> Count:
    """Count the elements of the array that the file is, or that its object names."""
    text = _Text(begins, source)
    if text.skip(_BLANK) == "{":
        _enter(text)
    if text.skip(_BLANK) != "[":
        raise Refused("file.not-this-format")
    text.text = text.text[1:]
    records = 0
    while True:
        ahead = text.skip(_BLANK + ",")
        if ahead in {"]", ""}:
            return Count(records=records, truncated=source.truncated or not ahead)
        if not text.value():
            return Count(records=records + 1, truncated=True)
        records += 1


def _enter(text: _Text) -> None:
    """Go to the value of the first key that keeps records."""
    text.text = text.text[1:]
    while text.skip(_BLANK + ",") == '"':
        while True:
            try:
                key, end = JSONDecoder().raw_decode(text.text)
                break
            except json.JSONDecodeError:
                if not text.more():
                    raise Refused("file.not-this-format") from None
        text.text = text.text[end:]
        if text.skip(_BLANK) != ":":
            break
        text.text = text.text[1:]
        if key in _LISTS and text.skip(_BLANK) == "[":
            return
        text.skip(_BLANK)
        if not text.value():
            break
    raise Refused("file.not-this-format")


def count_lines_of_objects(begins: bytes, source: Source) -> Count:
    """Count the lines that are not blank; a broken one is a record that was set aside."""
    records = blank = 0
    rest = begins.removeprefix(b"\xef\xbb\xbf")
    while True:
        lines = rest.split(b"\n")
        rest = lines.pop()
        full = sum(1 for line in lines if line.strip())
        records, blank = records + full, blank + len(lines) - full
        rest = rest if len(rest) < _CHUNK or not rest.strip() else rest[:_CHUNK]
        chunk = source.read(_CHUNK)
        if not chunk:
            break
        rest += chunk
    records, blank = records + bool(rest.strip()), blank + bool(rest and not rest.strip())
    return Count(records=records, blank=blank, covered=records, physical=records + blank, truncated=source.truncated)
