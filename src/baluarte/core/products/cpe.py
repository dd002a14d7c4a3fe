"""Does one CPE name cover another? The comparison of names of NISTIR 7696, as far as an inventory needs it."""

import re
from dataclasses import astuple
from typing import Literal

from baluarte.core.constituency.inventory.cpe import ANY, NA, Cpe

Answer = Literal["yes", "no", "maybe"]


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
    return "yes" if _pattern(source).fullmatch(target) else "no"


def _pattern(value: str) -> re.Pattern[str]:
    r"""Wildcards stand at the ends, without a backslash: `*` is any text, `?` one sign or none."""
    parts = re.findall(r"\\.|.", value, re.DOTALL)
    return re.compile("".join({"*": ".*", "?": r"(?:\\.|.)?"}.get(part, re.escape(part)) for part in parts), re.DOTALL)
