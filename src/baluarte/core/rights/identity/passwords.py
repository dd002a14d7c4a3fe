"""What no password may be: short, known to everybody, or made of the name it guards.

There is no rule of composition: a long sentence is better than a short one with a sign in it.
"""

import re
import unicodedata
from collections.abc import Container
from itertools import pairwise

FEWEST_LETTERS = 12
MOST_LETTERS = 256  # far beyond any sentence; what is longer would only cost time
_LONGEST_ECHO = 6
# Words that people of the country add signs to; the long list knows English better than Spanish.
OURS = frozenset({"contraseña", "contrasena", "clave", "secreto", "seguridad", "bienvenido", "mexico", "anahuac", "baluarte", "administrador", "password"})  # fmt: skip
_TAIL = re.compile(r"[\W\d_]+$")
_HEAD = re.compile(r"^[\W\d_]+")


def fault(password: str, common: Container[str], names: tuple[str, ...] = ()) -> str:
    """Return the code of why a password is not taken; empty where it is.

    >>> fault("corto", ()), fault("contraseña2026!!", ()), fault("abcabcabcabc", ())
    ('short', 'common', 'common')
    >>> fault("hospital-central-1", (), ("hospital-central",)), fault("tres perros cruzan el puente", ())
    ('name', '')
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(password) < FEWEST_LETTERS:
        return "short"
    if len(password) > MOST_LETTERS:
        return "long"
    if any(name and name.casefold() in plain and len(plain.replace(name.casefold(), "")) < FEWEST_LETTERS for name in names):
        return "name"
    cores = {plain, plain.strip(), _HEAD.sub("", _TAIL.sub("", plain)), plain.replace(" ", "")}
    known = any(core in common or core in OURS for core in cores)
    return "common" if known or _repeats(plain) or _climbs(plain) else ""


def _repeats(text: str) -> bool:
    """Return whether a text is one short piece, said again and again."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, _LONGEST_ECHO + 1))


def _climbs(text: str) -> bool:
    """Return whether every letter is the neighbour of the one before it, as in a row of digits."""
    steps = {(ord(after) - ord(before)) % 10 if before.isdigit() and after.isdigit() else ord(after) - ord(before) for before, after in pairwise(text)}  # fmt: skip
    return steps in ({1}, {-1}, {9})
