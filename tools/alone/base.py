"""Which part of the run lock a plain install takes: the closure of the base dependencies."""

import re
from importlib.metadata import PackageNotFoundError, requires
from itertools import pairwise

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_START = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def base_names(root: str = "baluarte") -> frozenset[str]:
    """Return the names of everything that `pip install baluarte` brings, extras left out."""
    seen: set[str] = set()
    waiting = [(root, frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        for text in _requires(name):
            need = Requirement(text)
            wanted = need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras or {""})
            if wanted and (found := canonicalize_name(need.name)) not in seen:
                seen.add(found)
                waiting.append((found, frozenset(need.extras)))
    return frozenset(seen)


def base_lock(lock: str) -> str:
    """Return the blocks of a lock that the base needs, with their hashes."""
    names = base_names()
    starts = [*(found.start() for found in _START.finditer(lock)), len(lock)]
    blocks = (lock[start:end] for start, end in pairwise(starts))
    return "".join(block for block in blocks if canonicalize_name(block.partition("==")[0]) in names)


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []  # for another system or Python than this one
