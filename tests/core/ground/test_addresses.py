"""Which addresses reach nobody: an address that carries another one inside is not a way around."""

import pytest

from baluarte.core.ground.addresses import is_documentation, network_reaches_nobody, reaches_nobody, read_address, read_network


@pytest.mark.parametrize("text", [
    "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::ffff:0:169.254.169.254", "::ffff:0:a9fe:a9fe", "::ffff:0:8.8.8.8",
    "2001:0:a9fe:a9fe::1", "2001::1", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:a9fe:a9fe::",
])  # fmt: skip
def test_a_translated_address_reaches_nobody_in_whatever_way_it_is_written(text):
    assert reaches_nobody(read_address(text))


@pytest.mark.parametrize("text", ["::fffe:ffff:ffff:ffff", "::ffff:1:0:0", "2001:1::1", "2001:200::1", "2000:ffff::1", "8.8.8.8"])
def test_the_addresses_beside_the_translated_ranges_are_left_alone(text):
    assert not reaches_nobody(read_address(text))


def test_the_ranges_of_examples_are_no_part_of_the_translated_ones():
    assert all(is_documentation(read_address(text)) for text in ("2001:db8::1", "2001:2::1", "192.0.2.1"))
    assert not any(reaches_nobody(read_address(text)) for text in ("2001:db8::1", "2001:2::1", "192.0.2.1"))


@pytest.mark.parametrize(
    ("text", "nobody"), [("2001::/32", True), ("2001:0:1::/48", True), ("::ffff:0:0:0/96", True), ("2001::/16", False)]
)
def test_a_network_reaches_nobody_where_all_of_it_does(text, nobody):
    first, last, _ = read_network(text)

    assert network_reaches_nobody(first, last) is nobody
