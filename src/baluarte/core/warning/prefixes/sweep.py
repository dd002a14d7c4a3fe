"""Nested intervals become disjoint ones: a sweep with a stack, gaps included."""

from collections.abc import Sequence
from dataclasses import dataclass, field

NOWHERE = -1


@dataclass
class Flat:
    """Where the narrowest interval changes (`starts`), which it is from there on, and what encloses each."""

    starts: list[int] = field(default_factory=lambda: [0])
    nodes: list[int] = field(default_factory=lambda: [NOWHERE])
    parents: dict[int, int] = field(default_factory=dict)

    def mark(self, place: int, node: int) -> None:
        """From this place on, this node is the narrowest."""
        if self.starts[-1] == place:
            self.nodes[-1] = node
        elif self.nodes[-1] != node:
            self.starts.append(place)
            self.nodes.append(node)


def flatten(nodes: Sequence[int], firsts: Sequence[int], lasts: Sequence[int], top: int) -> Flat:
    """Sweep intervals that nest and never cross, in the order of their first place, the wider one first.

    Past `top`, the very last place, nothing is asked: a mark there would not fit its column.

    >>> flat = flatten([7, 8], [0, 4], [15, 7], 255)
    >>> flat.starts, flat.nodes, flat.parents
    ([0, 4, 8, 16], [7, 8, 7, -1], {7: -1, 8: 7})
    """
    flat, stack = Flat(), [(top, NOWHERE)]  # (last, node); the floor covers everything and never ends
    for node, first, last in zip(nodes, firsts, lasts, strict=True):
        while stack[-1][0] < first:
            ended, _ = stack.pop()
            flat.mark(ended + 1, stack[-1][1])
        flat.parents[node] = stack[-1][1]
        flat.mark(first, node)
        stack.append((last, node))
    while len(stack) > 1:
        ended, _ = stack.pop()
        if ended < top:
            flat.mark(ended + 1, stack[-1][1])
    return flat
