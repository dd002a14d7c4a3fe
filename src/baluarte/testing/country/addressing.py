"""Who has which block: every institution gets its own inside its operator's delegation, some inside its parent's.

Blocks are handed out in the order of the source and aligned to their size. A small child of a
larger parent is carved from the upper half of the parent's block, so that prefixes nest; the
lower half is always the institution's own alone, and that is where its troubles are placed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network

from baluarte.testing.country.source import Country, Institution, Operator

_FOUR_BITS = {"S": 26, "M": 24, "L": 22}
_INFRASTRUCTURE = 21  # of the operator itself, at the start of its delegation
_MOST_NESTED = 2


@dataclass(frozen=True)
class Holding:
    """What one institution holds of the address space, and the system that announces it."""

    four: IPv4Network
    six: IPv6Network
    asn: int
    nested_in: str = ""


@dataclass
class _Pool:
    """Space of one operator that is still free, from the bottom up."""

    four: IPv4Network
    next_four: int = field(init=False)

    def __post_init__(self) -> None:
        self.next_four = int(self.four.network_address) + (1 << (32 - _INFRASTRUCTURE))

    def take(self, bits: int) -> IPv4Network:
        """Return the next aligned block of so many bits."""
        span = 1 << (32 - bits)
        first = -(-self.next_four // span) * span
        self.next_four = first + span
        block = IPv4Network((first, bits))
        if not block.subnet_of(self.four):
            raise ValueError(self.four)
        return block


def hand_out(country: Country) -> Mapping[str, Holding]:
    """Return what each institution holds, by slug."""
    pools = {operator.slug: _Pool(IPv4Network(operator.four)) for operator in country.operators}
    own_system = {slug: asn for asn, slug in country.systems.items()}
    sixes = {operator.slug: _six_blocks(operator) for operator in country.operators if operator.six}
    nested: dict[str, int] = {}
    held: dict[str, Holding] = {}
    for one in _parents_first(country.institutions):
        operator = carrier(country, one)
        parent = held.get(one.parent)
        four = _within(parent.four, one, nested) if parent else None
        six = next(sixes.get(operator.slug) or sixes["an-fibra-colibri"])
        asn = own_system.get(one.slug, operator.asn)
        held[one.slug] = Holding(four or _own(one, country, pools[operator.slug]), six, asn, one.parent if four else "")
    return held


def carrier(country: Country, one: Institution) -> Operator:
    """Return the operator that carries an institution: itself, that of its sector, or that of its territory."""
    for operator in country.operators:
        if operator.slug == one.slug or one.sector in operator.sectors:
            return operator
    return next(operator for operator in country.operators if one.territory in operator.territories)


def _own(one: Institution, country: Country, pool: _Pool) -> IPv4Network:
    if any(operator.slug == one.slug for operator in country.operators):
        return IPv4Network((int(pool.four.network_address), _INFRASTRUCTURE))
    return pool.take(_FOUR_BITS[one.size])


def _within(parent: IPv4Network, one: Institution, nested: dict[str, int]) -> IPv4Network | None:
    bits = _FOUR_BITS[one.size]
    place = nested.get(one.parent, 0)
    if one.federal or bits < parent.prefixlen + 2 or place >= _MOST_NESTED:
        return None
    nested[one.parent] = place + 1
    quarter = list(parent.subnets(prefixlen_diff=2))[2 + place]
    return next(quarter.subnets(new_prefix=bits))


def _six_blocks(operator: Operator) -> Iterator[IPv6Network]:
    whole = ip_network(operator.six)
    assert isinstance(whole, IPv6Network)  # noqa: S101 - the source says so; mypy does not know
    bits = max(whole.prefixlen + 8, 48)
    blocks = whole.subnets(new_prefix=bits)
    next(blocks)  # the first is the operator's own infrastructure
    return blocks


def _parents_first(institutions: tuple[Institution, ...]) -> list[Institution]:
    slugs = {one.slug: one for one in institutions}

    def depth(one: Institution) -> int:
        return 1 + depth(slugs[one.parent]) if one.parent else 0

    return sorted(institutions, key=depth)
