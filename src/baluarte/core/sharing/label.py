"""TLP 2.0 as an ordered label, and how other spellings are read."""

from collections.abc import Iterable
from typing import Literal

Label = Literal["clear", "green", "amber", "amber+strict", "red"]
LABELS: tuple[Label, ...] = ("clear", "green", "amber", "amber+strict", "red")
DEFAULT: Label = "amber"

_OTHERWISE: dict[str, Label] = {
    "white": "clear",
    "yellow": "amber",
    "ex:chr": "amber+strict",
    "unclear": "amber+strict",
}


def read_label(text: str) -> Label | None:
    """Return the label a text means, in any of its usual spellings.

    >>> read_label("TLP:WHITE"), read_label("tlp:amber+strict"), read_label("secret")
    ('clear', 'amber+strict', None)
    """
    word = text.strip().lower().removeprefix("tlp:").strip()
    if word in LABELS:
        return word
    return _OTHERWISE.get(word)


def show_label(label: Label) -> str:
    """Return the label as it is printed: capitals, no space.

    >>> show_label("amber+strict")
    'TLP:AMBER+STRICT'
    """
    return f"TLP:{label.upper()}"


def strictest(labels: Iterable[Label]) -> Label:
    """Return the label of a whole made of these parts; nothing at all counts as AMBER."""
    return max(labels, key=LABELS.index, default=DEFAULT)
