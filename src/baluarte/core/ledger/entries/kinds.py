"""The kinds of entries, read from `kinds.toml`, and whether a body is of its kind."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text
from baluarte.core.ledger.entries.values import Words, fits, is_form

Lane = Literal["prompt", "hourly", "minutes", "daily"]


@dataclass(frozen=True)
class EntryKind:
    """One kind: what it says to people, when it gets its place, and its fields with their forms."""

    name: str
    means: Text
    lane: Lane
    fields: Mapping[str, str]
    either: tuple[str, ...]  # of these exactly one stands
    sorted_by: str  # the field by which its batch is sorted; nothing for what comes one by one

    def wrong_fields(self, body: Mapping[str, object]) -> list[str]:
        """Return the names of fields that are missing, unknown, or not of their form."""
        chosen = [name for name in self.either if name in body]
        expected = {name for name in self.fields if name not in self.either} | set(chosen)
        odd = (set(body) ^ expected) | (set(self.either) if self.either and len(chosen) != 1 else set())
        return sorted(odd | {name for name in expected & set(body) if not fits(self.fields[name], body[name], vocabularies())})


@cache
def kinds() -> dict[str, EntryKind]:
    """Return every kind by its name, in the order of the specification."""
    told = cast("dict[str, dict[str, object]]", _told()["kinds"])
    return {name: _read(name, one) for name, one in told.items()}


@cache
def vocabularies() -> Words:
    """Return the closed vocabularies by their names."""
    words = cast("dict[str, list[str]]", _told()["words"])
    return {name: tuple(values) for name, values in words.items()}


def check_body(kind: str, body: Mapping[str, object]) -> None:
    """Say nothing if a body has exactly the fields of its kind, each in its form. Raises `Unusable`.

    >>> check_body("ledger.policy", {"version": 1, "policy_sha256": "0" * 64})
    """
    known = kinds().get(kind)
    if known is None:
        raise Unusable("ledger.unknown-kind", f"There is no kind of entry '{kind}'.", "The kinds stand in core/ledger/entries/kinds.toml.", "A new kind is a new version of the specification.")  # fmt: skip
    if wrong := known.wrong_fields(body):
        raise Unusable("ledger.body", f"An entry '{kind}' cannot have this body.", f"Missing, unknown or of another form: {', '.join(wrong)}.", "Give exactly the fields of its kind.")  # fmt: skip


def _told() -> dict[str, object]:
    return tomllib.loads(files("baluarte.core.ledger.entries").joinpath("kinds.toml").read_text("utf-8"))


def _read(name: str, one: Mapping[str, object]) -> EntryKind:
    fields = cast("dict[str, str]", one["fields"])
    odd = [form for form in fields.values() if not is_form(form, vocabularies())]
    if odd:
        raise ValueError((name, odd))
    return EntryKind(
        name=name,
        means=Text(str(one["es"]), str(one["en"])),
        lane=cast("Lane", one["lane"]),
        fields=fields,
        either=tuple(cast("Iterable[str]", one.get("either", ()))),
        sorted_by=str(one.get("sorted_by", "")),
    )
