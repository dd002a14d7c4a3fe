"""The tree of organisations: who stands below whom, and never below itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baluarte.core.constituency.organisation import Organisation
from baluarte.core.ground.fold import fold


@dataclass(frozen=True)
class Branch:
    """An organisation and what hangs below it, by name."""

    organisation: Organisation
    branches: tuple["Branch", ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return plain values, the branches inside."""
        return {**self.organisation.to_dict(), "branches": [one.to_dict() for one in self.branches]}


def grow(organisations: Iterable[Organisation]) -> tuple[Branch, ...]:
    """Return the trees of these organisations; one whose parent is not among them is a root of its own.

    >>> trees = grow([Organisation("a", "A"), Organisation("b", "B", parent="a"), Organisation("c", "C", parent="z")])
    >>> [(tree.organisation.slug, [twig.organisation.slug for twig in tree.branches]) for tree in trees]
    [('a', ['b']), ('c', [])]
    """
    known = {one.slug: one for one in organisations}
    below: dict[str, list[Organisation]] = {}
    for one in known.values():
        below.setdefault(one.parent if one.parent in known else "", []).append(one)

    def branch(one: Organisation) -> Branch:
        return Branch(one, _by_name(below.get(one.slug, ())))

    def _by_name(some: Iterable[Organisation]) -> tuple[Branch, ...]:
        return tuple(branch(one) for one in sorted(some, key=lambda one: (fold(one.name), one.slug)))

    return _by_name(below.get("", ()))


def ancestors(slug: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return who stands above, nearest first; it ends where it would come round.

    >>> ancestors("c", {"c": "b", "b": "a", "a": ""})
    ('b', 'a')
    """
    above: list[str] = []
    while (slug := parents.get(slug, "")) and slug not in above:
        above.append(slug)
    return tuple(above)


def in_a_circle(slug: str, parents: Mapping[str, str]) -> bool:
    """Does the way up from here come back to here?

    >>> in_a_circle("a", {"a": "b", "b": "a"}), in_a_circle("c", {"c": "a", "a": "b", "b": "a"})
    (True, False)
    """
    return slug in ancestors(slug, parents)
