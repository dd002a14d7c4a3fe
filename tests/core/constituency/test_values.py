"""An asset's value has one form, and what is not exactly of its kind is refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baluarte.core.constituency.asset import KINDS
from baluarte.core.constituency.values import Wrong, is_unroutable, is_wide, read_asset_value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("cidr", "192.0.2.0/24", "192.0.2.0/24"),
        ("cidr", " 192.0.2.7 ", "192.0.2.7/32"),
        ("cidr", "2001:DB8:0:0::/32", "2001:db8::/32"),
        ("cidr", "2001:db8::1", "2001:db8::1/128"),
        ("cidr", "::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("cidr", "0.0.0.0/0", "0.0.0.0/0"),
        ("asn", "64496", "64496"),
        ("asn", "AS64496", "64496"),
        ("asn", "as 64496", "64496"),
        ("asn", "1.0", "65536"),
        ("asn", "AS1.15", "65551"),
        ("domain", "Hospital.Example.", "hospital.example"),
        ("domain", "niño.example", "xn--nio-8ma.example"),
        ("domain", "x.example", "x.example"),
        ("domain", "salud.gob.mx", "salud.gob.mx"),
        ("domain", "_dmarc.x.example", "_dmarc.x.example"),
        ("host", "WWW.hospital.example", "www.hospital.example"),
        ("url", "HTTPS://Portal.Example/A?b=1#c", "https://portal.example/A?b=1"),
        ("account_domain", "Mail.Hospital.Example", "mail.hospital.example"),
        ("product", "Acme:Mail  Server", "Acme:Mail Server"),
        ("product", "acme:vpn: >= 7.0, <7.2.11", "acme:vpn:>=7.0,<7.2.11"),
    ],
)
def test_a_value_is_read_into_its_one_form(kind, text, value):
    assert read_asset_value(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("cidr", "192.0.2.7/24", "value.host-bits"),
        ("cidr", "10.0.0.0/33", "value.network"),
        ("cidr", "192.0.2.0/0.0.0.255", "value.network"),
        ("cidr", "192.0.2.*", "value.network"),
        ("cidr", "010.0.0.1", "value.network"),
        ("cidr", "hospital.example", "value.network"),
        ("cidr", "", "value.network"),
        ("asn", "0", "value.asn-reserved"),
        ("asn", "23456", "value.asn-reserved"),
        ("asn", "64512", "value.asn-reserved"),
        ("asn", "4294967295", "value.asn-reserved"),
        ("asn", "4294967296", "value.asn"),
        ("asn", "AS", "value.asn"),
        ("asn", "1.65536", "value.asn"),
        ("asn", "-1", "value.asn"),
        ("domain", "example", "value.single-label"),
        ("domain", "mx", "value.single-label"),
        ("domain", "gob.mx", "value.public-suffix"),
        ("account_domain", "co.uk", "value.public-suffix"),
        ("domain", "*.hospital.example", "value.wildcard"),
        ("domain", "192.0.2.1", "value.address-for-name"),
        ("domain", "2001:db8::1", "value.address-for-name"),
        ("domain", "a..example", "value.host"),
        ("domain", f"{'a' * 64}.example", "value.host"),
        ("host", "a_b.example", "value.host"),
        ("host", "localhost", "value.single-label"),
        ("url", "https://user@hospital.example/", "value.url"),
        ("url", "javascript:alert(1)", "value.url"),
        ("product", "acme", "value.product"),
        ("product", ":vpn", "value.product"),
        ("product", "acme:vpn:between 1 and 2", "value.product-range"),
    ],
)
def test_what_is_not_exactly_of_its_kind_is_refused_with_a_reason(kind, text, code):
    assert read_asset_value(kind, text) == Wrong(code)


def test_a_canonical_value_is_its_own_canonical_value():
    samples = {"cidr": "2001:DB8::/32", "asn": "AS1.0", "domain": "NIÑO.example", "url": "HTTP://A.example", "product": "a: b :<2"}

    for kind, text in samples.items():
        value = read_asset_value(kind, text)
        assert read_asset_value(kind, value) == value


@given(st.sampled_from(KINDS), st.text(max_size=80))
def test_any_text_at_all_is_either_read_or_refused(kind, text):
    value = read_asset_value(kind, text)

    assert isinstance(value, Wrong) or read_asset_value(kind, value) == value


@pytest.mark.parametrize(
    ("value", "wide"), [("10.0.0.0/8", False), ("10.0.0.0/7", True), ("2001:db8::/32", False), ("2000::/18", True), ("::/0", True)]
)
def test_a_network_wider_than_a_national_one_is_flagged(value, wide):
    assert is_wide("cidr", value) is wide


def test_private_networks_are_known_and_documentation_ranges_are_not_among_them():
    assert is_unroutable("cidr", "192.168.4.0/24")
    assert is_unroutable("cidr", "fe80::/64")
    assert not is_unroutable("cidr", "203.0.113.0/24")
    assert not is_unroutable("domain", "x.example")
