"""Count records written as JSON: the elements of an array, of the KEV catalogue, or one object a line."""

import json
from json import JSONDecoder

from baluarte_recount.told import Count, Refused, Source

_CHUNK = 1 << 18
_MOST_VALUE = 1 << 20  # letters of one record
_LISTS = ("vulnerabilities", "data", "results", "events")  # under which a catalogue keeps its records
_BLANK = " \t\r\n"
_DECODER = JSONDecoder()


class _Text:
    """A text that grows while it is read, and forgets what was read of it."""

    def __init__(self, begins: bytes, source: Source) -> None:
        self._source = source
        self._raw = begins.removeprefix(b"\xef\xbb\xbf")
        self._text = ""
        self._at = 0
        self.ended = False
        self._take(b"")

    def next(self, letters: str) -> str:
        """Go past these letters and return the one that follows, or an empty text at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in letters:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def step(self) -> None:
        """Go past one letter."""
        self._at += 1

    def value(self) -> object:
        """Go past one JSON value and return it; `ValueError` where it is broken or its end is missing."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError):
                if len(self._text) - self._at > _MOST_VALUE or not self._more():
                    raise ValueError from None
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on in the next piece
            self._at = end
            return value

    def _more(self) -> bool:
        chunk = self._source.read(_CHUNK)
        self.ended = not chunk
        if chunk:
            self._take(chunk)
        return not self.ended

    def _take(self, chunk: bytes) -> None:
        raw = self._raw + chunk
        for cut in range(4):
            try:
                self._text, self._at = self._text[self._at :] + raw[: len(raw) - cut].decode(), 0
            except UnicodeDecodeError:
                continue
            self._raw = raw[len(raw) - cut :]
            return
        raise Refused("bytes.encoding")


def count_array(begins: bytes, source: Source) -> Count:
    """Count the elements of the array that the file is, or that its object names."""
    text = _Text(begins, source)
    if text.next(_BLANK) == "{":
        _enter(text)
    if text.next(_BLANK) != "[":
        raise Refused("file.not-this-format")
    text.step()
    records = 0
    while (ahead := text.next(_BLANK + ",")) != "]":
        if not ahead:
            return Count(records=records, truncated=True)
        records += 1
        try:
            text.value()
        except ValueError:
            return Count(records=records, truncated=True)
    return Count(records=records, truncated=source.truncated)


def _enter(text: _Text) -> None:
    """Go to the value of the first key that keeps records."""
    text.step()
    while text.next(_BLANK + ",") == '"':
        try:
            key = text.value()
            if text.next(_BLANK) != ":":
                break
            text.step()
            if key in _LISTS and text.next(_BLANK) == "[":
                return
            text.next(_BLANK)
            text.value()
        except ValueError:
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
