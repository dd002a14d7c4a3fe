"""Lists of what is known to be harmless: one index over all of them, equal to looking at each entry by itself."""

import ipaddress

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baluarte.core.sources.benign.index import BenignList, build
from baluarte.core.sources.benign.mark import mark
from baluarte.core.warning.collapse import FOUND_SCHEMA

LISTS = [
    BenignList("resolvers", "string", ["192.0.2.53", "2001:db8::53"]),
    BenignList("clouds", "cidr", ["198.51.100.0/25", "198.51.100.64/26", "2001:db8:1::/48", "203.0.113.9"]),
    BenignList("big", "hostname", ["example.org", ".gob.example"]),
    BenignList("sandboxes", "substring", ["sandbox.example"]),
    BenignList("desks", "regex", [r"/^(security|abuse)\@.*\..*$/i", r"/(?<=never)linear/"]),
]


def look(*values: str) -> list[tuple[str, str]]:
    return build(LISTS).look(pl.Series(values, dtype=pl.String)).rows()


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("192.0.2.53", ["resolvers"]),
        ("198.51.100.70", ["clouds"]),
        ("198.51.100.129", []),
        ("2001:db8:1:2::3", ["clouds"]),
        ("2001:DB8:1::", ["clouds"]),
        ("::ffff:198.51.100.1", ["clouds"]),
        ("203.0.113.9", ["clouds"]),
        ("example.org", ["big"]),
        ("a.b.example.org", ["big"]),
        ("badexample.org", []),
        ("gob.example", []),
        ("salud.gob.example", ["big"]),
        ("https://user@www.example.org:8443/path", ["big"]),
        ("http://x.sandbox.example.net/", ["sandboxes"]),
        ("Security@clinic.example", ["desks"]),
        ("", []),
        ("...", []),
    ],
)
def test_each_kind_of_list_is_read_as_it_is_meant(value, names):
    assert [name for _, name in look(value)] == names


def test_a_pattern_that_no_linear_engine_can_run_is_named_and_not_run():
    assert build(LISTS).unread == (r"/(?<=never)linear/",)


GLOBAL_SIX = st.integers(0x2000 << 112, (0x4000 << 112) - 1)  # where no address of the older kind is written as a newer one
ADDRESSES = st.one_of(st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address), GLOBAL_SIX.map(ipaddress.IPv6Address))
NETWORKS = st.one_of(
    st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(lambda one: ipaddress.ip_network(one, strict=False)),
    st.tuples(GLOBAL_SIX, st.integers(32, 128)).map(lambda one: ipaddress.ip_network((one[0], one[1]), strict=False)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(NETWORKS, min_size=1, max_size=8), st.lists(ADDRESSES, max_size=8))
def test_an_address_is_found_exactly_where_the_standard_library_finds_it(networks, addresses):
    asked = [*addresses, *(network[0] for network in networks), *(network[-1] for network in networks)]
    index = build([BenignList(str(place), "cidr", [str(network)]) for place, network in enumerate(networks)])

    found = set(index.look(pl.Series([str(one) for one in asked], dtype=pl.String)).rows())

    expected = {
        (str(one), str(place))
        for one in asked
        for place, network in enumerate(networks)
        if one.version == network.version and one in network
    }
    assert found == expected


def finding(point: str, tags: list[str]) -> dict[str, object]:
    return dict.fromkeys(FOUND_SCHEMA.names()) | {"org": 1, "point": point, "tags": tags}


def test_a_finding_is_marked_by_its_point_and_none_is_dropped():
    points = [
        "198.51.100.1:443/tcp",
        "[2001:db8:1::1]:53/udp",
        "2001:db8:1::2",
        "www.example.org",
        "https://a.example.org/x",
        "203.0.113.1:80/tcp",
    ]
    found = pl.DataFrame([finding(point, ["b"]) for point in points], schema=FOUND_SCHEMA)

    marked = mark(found, build(LISTS))

    assert marked["point"].to_list() == points
    assert marked["tags"].to_list() == [*[["b", "benign:clouds"]] * 3, *[["b", "benign:big"]] * 2, ["b"]]
    assert marked.schema == found.schema
