"""Does one CPE name cover another? The comparison of names of NISTIR 7696, as far as an inventory needs it."""

import re
from dataclasses import astuple
from typing import Literal

from baluarte.core.constituency.inventory.cpe import ANY, LONGEST, NA, Cpe

Answer = Literal["yes", "no", "maybe"]
_PRIVATE = 0xE000  # letters that no name has


def covers(source: Cpe, target: Cpe) -> Answer:
    """Say whether everything that `target` names is also named by `source`.

    A target that leaves an attribute open, where the source names a value, may be covered: then nobody knows.
    """
    answers = {_relation(mine, theirs) for mine, theirs in zip(astuple(source), astuple(target), strict=True)}
    return "no" if "no" in answers else "maybe" if "maybe" in answers else "yes"


def _relation(source: str, target: str) -> Answer:
    if source in {ANY, target}:
        return "yes"
    if target == ANY:
        return "maybe"
    if NA in {source, target}:
        return "no"
    return "yes" if _fits(source, target) else "no"


def _fits(pattern: str, value: str) -> bool:
    r"""Does a value fit one with wildcards, which stand at its ends? `*` is any text, each `?` one sign or none.

    So what stands between the wildcards has to be found, with no more signs before it and
    behind it than they allow: one search, whatever their number.

    >>> _fits("8.8.*", "8.8.15"), _fits("8.8.1??", "8.8.1"), _fits("8.8.1?", "8.8.155"), _fits(r"c?", r"c\+"), _fits(r"c\?", "ca")
    (True, True, False, True, False)
    """
    signs, text = _signs(pattern), _signs(value)
    if max(len(signs), len(text)) > LONGEST:
        return False
    without = signs.lstrip("?*")
    core = without.rstrip("?*")
    before, behind = signs[: len(signs) - len(without)], without[len(core) :]
    spare = len(text) - len(core)
    first = 0 if "*" in behind else max(0, spare - len(behind))
    last = spare if "*" in before else min(len(before), spare)
    return first <= last and text.find(core, first, last + len(core)) >= 0


def _signs(value: str) -> str:
    """Return a value with one letter a sign: what stands behind a backslash moves to where it is no wildcard."""
    return re.sub(r"\\([!-~])", lambda found: chr(_PRIVATE + ord(found[1])), value)
