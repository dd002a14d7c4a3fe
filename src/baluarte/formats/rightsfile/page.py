"""Read one of the files strictly: texts alone, each key once, no key that nobody knows."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any, NoReturn

import yaml

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text

MOST_BYTES = 1 << 20


class _EachKeyOnce(yaml.BaseLoader):
    """A loader that makes nothing but texts, lists and mappings, and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        """Return a mapping whose every key stands once."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                refuse(f"the key '{key.value}' stands twice", "One of the two would be lost in silence.", "Keep one of them.")
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def read_page(data: bytes, form: str, keys: Iterable[str]) -> tuple[Mapping[str, Any], str]:
    """Return the keys of a file of this form, and its SHA-256. Raises `Unusable`."""
    if len(data) > MOST_BYTES:
        refuse("the file is larger than 1 MiB", "Such a file is written by people.", "Split off what does not belong.")
    try:
        page = yaml.load(data.decode("utf-8-sig"), _EachKeyOnce)  # noqa: S506, TID251 - a pack reader; the loader makes nothing but texts
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as failure:
        first, _, _ = str(failure).partition("\n")
        refuse(f"it cannot be read as YAML: {first}", "Half of a rule is no rule.", "Correct the line it names.")
    known = mapping(page, "the file", ("format", "version", *keys))
    if known.get("format") != form:
        refuse(f"its format is '{known.get('format')}'", f"This program reads {form}.", f"Write: format: {form}")
    if not known.get("version"):
        refuse("it has no version", "Every version is entered in the log.", "Write: version: 2026-01-15")
    return known, hashlib.sha256(data).hexdigest()


def mapping(value: object, where: str, keys: Iterable[str] | None = None, *, needed: Iterable[str] = ()) -> Mapping[str, Any]:
    """Return a mapping whose keys are known, and that has all it needs."""
    if not isinstance(value, Mapping):
        refuse(f"{where} is no list of names and values", "A rule has parts with names.", "Write it as name: value.")
    allowed = None if keys is None else set(keys)
    odd = sorted(str(key) for key in value if allowed is not None and key not in allowed)
    if odd:
        refuse(f"{where} has the unknown key '{odd[0]}'", "A misspelt rule would not hold.", f"Known: {', '.join(sorted(allowed or ()))}.")
    missing = [key for key in needed if value.get(key) in (None, "")]
    if missing:
        refuse(f"{where} has no '{missing[0]}'", "Nothing here has a silent default.", f"Write '{missing[0]}'.")
    return value


def listed(value: object, where: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return a list of words of a closed list."""
    words = tuple(str(one) for one in value) if isinstance(value, list) else ()
    allowed = set(known)
    if not isinstance(value, list) or not set(words) <= allowed:
        odd = sorted(set(words) - allowed)
        refuse(f"{where} is {odd[0] if odd else value!r}", "It names words of a closed list.", f"Known: {', '.join(sorted(allowed))}.")
    return words


def text(value: object, where: str) -> Text:
    """Return a text that exists in both languages."""
    both = mapping(value, where, ("es", "en"), needed=("es", "en"))
    return Text(str(both["es"]), str(both["en"]))


def day(value: object, where: str) -> date:
    """Return a day."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        refuse(f"{where} is {value!r}, which is no day", "A rule ends on a day.", "Write it as 2028-12-31.")


def refuse(what: str, why: str, fix: str) -> NoReturn:
    """Raise `Unusable` with what is wrong, why it matters and what to do."""
    raise Unusable("rights.file", f"The file of rights cannot be used: {what}.", why, fix)
