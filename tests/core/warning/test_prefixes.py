"""Networks in columns are those of the careful reader, and a flattened nest answers as a search through all of it."""

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from baluarte.core.ground.addresses import halves, read_network
from baluarte.core.warning.prefixes.read import read_networks
from baluarte.core.warning.prefixes.sweep import NOWHERE, flatten

TOP = 255
NETWORKS = st.one_of(
    st.ip_addresses(v=4).flatmap(lambda ip: st.integers(0, 33).map(lambda bits: f"{ip}/{bits}")),
    st.tuples(st.integers(0, 32), st.integers(0, 2**32 - 1)).map(lambda net: _masked(*net)),
    st.ip_addresses(v=6).flatmap(lambda ip: st.integers(0, 129).map(lambda bits: f"{ip}/{bits}")),
    st.text("0123456789abf:./ ", max_size=12),
)
PREFIXES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, TOP)), unique=True, max_size=20)


def _masked(bits, number):
    octets = (number >> (32 - bits) << (32 - bits)).to_bytes(4, "big")
    return ".".join(map(str, octets)) + f"/{bits}"


@settings(max_examples=300, deadline=None)
@given(st.lists(NETWORKS, min_size=1, max_size=20))
@example(["0.0.0.0/0", "::/0", "::ffff:0:0/96", "192.0.2.1", "2001:db8::1/128", "192.0.2.0/24/24", "192.0.2.0/024", "192.0.2.0/"])
def test_networks_in_columns_are_read_as_the_careful_reader_reads_them(texts):
    for text, row in zip(texts, read_networks(pl.Series(texts)).rows(), strict=True):
        network = read_network(text)

        assert row[4] is None if network is None else row == (*halves(network[0]), *halves(network[1]), network[2])


@settings(max_examples=300, deadline=None)
@given(PREFIXES)
def test_a_flattened_nest_answers_as_a_search_through_all_of_it(prefixes):
    spans = sorted({(place >> (8 - bits) << (8 - bits), bits) for bits, place in prefixes})
    firsts, lasts = [first for first, _ in spans], [first + (1 << (8 - bits)) - 1 for first, bits in spans]

    flat = flatten(range(len(spans)), firsts, lasts, TOP)

    for place in range(TOP + 1):
        covering = [node for node in range(len(spans)) if firsts[node] <= place <= lasts[node]]
        begins = max(number for number, start in enumerate(flat.starts) if start <= place)
        assert flat.nodes[begins] == max(covering, key=lambda node: spans[node][1], default=NOWHERE)
    assert all(start <= TOP for start in flat.starts)
