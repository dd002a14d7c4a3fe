"""Zero differences from the plain oracle, and no row to anyone who does not own its asset that day."""

import ipaddress
import random
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.warning.oracle import owners

from baluarte.core.constituency.claims import CLAIMS
from baluarte.core.feeds.columns.addresses import nobody_behind
from baluarte.core.feeds.normalise import ACCOUNT_DOMAIN, NOBODY
from baluarte.core.ground.addresses import halves, reaches_nobody, read_address, show_address
from baluarte.core.warning.index import build_index
from baluarte.core.warning.match import match

DAY = date(2026, 3, 4)


def claim(asset, org, kind, value, first=None, last=None, origin="declared", except_below=()):
    return {
        "asset": asset, "org": org, "kind": kind, "value": value, "first": first, "last": last,
        "origin": origin, "except_below": list(except_below),
    }  # fmt: skip


def event(ip=None, domain=None, url=None, asn=None, vendor=None, product=None, account_domain=None, day=DAY):
    return {
        "ip": ip, "domain": domain, "url": url, "asn": asn, "vendor": vendor, "product": product,
        "account_domain": account_domain, "day": day,
    }  # fmt: skip


def table(events):
    numbers = [None if e["ip"] is None else halves(read_address(e["ip"])) for e in events]
    whole = pl.DataFrame(
        {
            "row": range(1, len(events) + 1),
            "ip_hi": pl.Series([n and n[0] for n in numbers], dtype=pl.UInt64),
            "ip_lo": pl.Series([n and n[1] for n in numbers], dtype=pl.UInt64),
            "domain": pl.Series([e["domain"] for e in events], dtype=pl.String),
            "url": pl.Series([e["url"] for e in events], dtype=pl.String),
            "asn": pl.Series([e["asn"] for e in events], dtype=pl.UInt32),
            "vendor": pl.Series([e["vendor"] for e in events], dtype=pl.String),
            "product": pl.Series([e["product"] for e in events], dtype=pl.String),
            "version": pl.Series([None] * len(events), dtype=pl.String),
            ACCOUNT_DOMAIN: pl.Series([e["account_domain"] for e in events], dtype=pl.String),
            "seen_at": [datetime(e["day"].year, e["day"].month, e["day"].day, 12, tzinfo=UTC) for e in events],
        }
    )
    return whole.with_columns(nobody_behind(whole["ip_hi"], whole["ip_lo"]).alias(NOBODY))


def matched(events, claims):
    index = build_index(pl.DataFrame(claims, schema=CLAIMS))
    found = match(table(events), index)
    result = [set() for _ in events]
    for row, org, asset, rule, length in found.select("row", "org", "asset", "matched_by", "prefix_len").iter_rows():
        if org:
            result[row - 1].add((org, asset, rule, length))
    assert set(found["row"].to_list()) == set(range(1, len(events) + 1))
    return result


def one(an_event, claims):
    return {org for org, *_ in matched([an_event], claims)[0]}


def test_the_longest_prefix_wins_and_the_outer_one_keeps_the_rest():
    claims = [claim(1, 1, "cidr", "198.18.0.0/15"), claim(2, 2, "cidr", "198.18.4.0/24"), claim(3, 3, "cidr", "198.18.4.7/32")]

    found = matched([event(ip=ip) for ip in ("198.18.0.1", "198.18.4.6", "198.18.4.7", "198.18.4.8", "198.20.0.0")], claims)

    assert [{org for org, *_ in owned} for owned in found] == [{1}, {2}, {3}, {2}, set()]


def test_a_mapped_address_is_the_ipv4_address_and_a_wide_ipv6_network_does_not_own_it():
    claims = [claim(1, 1, "cidr", "::/0"), claim(2, 2, "cidr", "192.0.2.0/24")]

    found = matched([event(ip="::ffff:192.0.2.9"), event(ip="198.51.100.1"), event(ip="2001:db8::1")], claims)

    assert [{org for org, *_ in owned} for owned in found] == [{2}, set(), {1}]


def test_an_asset_counts_only_on_the_days_it_was_theirs():
    claims = [
        claim(1, 1, "cidr", "192.0.2.0/24", first=date(2026, 1, 1), last=date(2026, 3, 3)),
        claim(2, 2, "cidr", "192.0.2.0/24", first=date(2026, 3, 4)),
        claim(3, 3, "cidr", "192.0.0.0/16"),
    ]

    found = matched(
        [event(ip="192.0.2.1", day=date(2026, 3, day)) for day in (3, 4)] + [event(ip="192.0.2.1", day=date(2025, 1, 1))], claims
    )

    assert [{org for org, *_ in owned} for owned in found] == [{1}, {2}, {3}]


def test_equal_claims_of_two_organisations_both_count_and_two_of_one_count_once():
    claims = [claim(1, 1, "domain", "a.example"), claim(2, 2, "domain", "a.example"), claim(3, 1, "domain", "a.example")]

    assert matched([event(domain="www.a.example")], claims)[0] == {(1, 1, "domain", None), (2, 2, "domain", None)}


def test_a_delegated_child_is_nobodys_unless_somebody_claims_it():
    parent = claim(1, 1, "domain", "ministry.example", except_below=["agency.ministry.example", "gone.ministry.example"])
    claims = [parent, claim(2, 2, "domain", "agency.ministry.example")]

    names = ("www.ministry.example", "x.agency.ministry.example", "x.gone.ministry.example", "notministry.example")
    found = matched([event(domain=name) for name in names], claims)

    assert [{org for org, *_ in owned} for owned in found] == [{1}, {2}, set(), set()]


def test_an_address_stands_above_a_name_and_a_url_above_a_host_above_a_domain():
    claims = [
        claim(1, 1, "cidr", "192.0.2.0/24"), claim(2, 2, "domain", "a.example"), claim(3, 3, "host", "www.a.example"),
        claim(4, 4, "url", "http://www.a.example/shop/"),
    ]  # fmt: skip

    assert one(event(ip="192.0.2.1", domain="www.a.example"), claims) == {1}
    assert one(event(ip="198.51.100.1", domain="www.a.example"), claims) == {3}
    assert one(event(url="http://www.a.example/shop/cart?x=1"), claims) == {4}
    assert one(event(url="http://www.a.example/shopping"), claims) == {3}
    assert one(event(url="http://b.a.example/"), claims) == {2}


def test_what_nothing_covers_goes_to_the_asn_then_the_account_then_the_delegation():
    claims = [
        claim(1, 1, "asn", "64500"), claim(2, 2, "account_domain", "a.example"),
        claim(3, 3, "cidr", "198.18.0.0/15", origin="delegation"), claim(4, 4, "product", "acme:gateway"),
    ]  # fmt: skip

    assert one(event(ip="198.18.0.1", asn=64500), claims) == {1}
    assert one(event(account_domain="mail.a.example"), claims) == {2}
    assert one(event(ip="198.18.0.1", asn=64501), claims) == {3}
    assert one(event(vendor="ACME", product="Gateway"), claims) == {4}
    assert one(event(ip="203.0.113.1", vendor="acme", product="gateway"), claims) == set()


def _random_claims(chance):
    claims, asset = [], 0
    for _ in range(400):
        asset += 1
        length = chance.choice([8, 12, 16, 20, 24, 28, 30, 31, 32])
        first = chance.getrandbits(32) if chance.random() < 0.2 else (198 << 24) | (18 << 16) | chance.getrandbits(17)
        base = first >> (32 - length) << (32 - length)
        value = f"{show_address(*halves((0xFFFF << 32) | base))}/{length}"
        claims.append(claim(asset, chance.randint(1, 60), "cidr", value, *_days(chance), _origin(chance)))
    for _ in range(200):
        asset += 1
        length = chance.choice([32, 40, 48, 56, 64, 96, 127, 128])
        base = ((0x20010DB8 << 96) | chance.getrandbits(20) << 64 | chance.getrandbits(4)) >> (128 - length) << (128 - length)
        claims.append(
            claim(asset, chance.randint(1, 60), "cidr", f"{show_address(*halves(base))}/{length}", *_days(chance), _origin(chance))
        )
    labels = ["a", "b", "c", "d"]
    for kind in ("domain", "host", "account_domain"):
        for _ in range(40):
            asset += 1
            name = ".".join([chance.choice(labels) for _ in range(chance.randint(1, 3))] + ["org.example"])
            away = [f"{chance.choice(labels)}.{name}"] if kind == "domain" and chance.random() < 0.2 else []
            claims.append(claim(asset, chance.randint(1, 60), kind, name, *_days(chance), except_below=away))
    for _ in range(40):
        asset += 1
        path = "/".join(chance.choice(labels) for _ in range(chance.randint(0, 2)))
        claims.append(claim(asset, chance.randint(1, 60), "url", f"http://{chance.choice(labels)}.org.example/{path}", *_days(chance)))
    for number in range(64500, 64505):
        asset += 1
        claims.append(claim(asset, chance.randint(1, 60), "asn", str(number), *_days(chance)))
    return claims


def _days(chance):
    first = DAY - timedelta(days=chance.randint(0, 3)) if chance.random() < 0.3 else None
    last = DAY + timedelta(days=chance.randint(-2, 2)) if chance.random() < 0.3 else None
    return (first, last) if first is None or last is None or first <= last else (last, first)


def _origin(chance):
    return "delegation" if chance.random() < 0.05 else "declared"


def _random_event(chance, claims):
    labels = ["a", "b", "c", "d"]
    name = ".".join([chance.choice(labels) for _ in range(chance.randint(0, 4))] + [chance.choice(["org.example", "other.example"])])
    roll, ip, url = chance.random(), None, None
    if roll < 0.45:
        ip = show_address(*halves(_near(chance, claims)))
    elif roll < 0.55:
        ip = show_address(*halves(read_address("2001:db8::") | chance.getrandbits(84)))
    if chance.random() < 0.3:
        url = f"http://{chance.choice([name, 'a.org.example', '198.18.0.77'])}/{chance.choice(labels)}/{chance.choice(labels)}"
    day = DAY + timedelta(days=chance.randint(-3, 3))
    asn = chance.choice([None, 64500, 64503, 64510])
    return event(ip, name if chance.random() < 0.5 else None, url, asn, account_domain=name if chance.random() < 0.2 else None, day=day)


def _near(chance, claims):
    """An address at an edge of a claimed network, just outside it, or inside it."""
    network = ipaddress.ip_network(chance.choice([c for c in claims if c["kind"] == "cidr"])["value"])
    span = network.num_addresses
    number = int(network.network_address) + chance.choice([0, -1, span - 1, span, chance.randrange(span)])
    if network.version == 4:
        return (0xFFFF << 32) | max(0, min(number, 0xFFFFFFFF))
    return max(1 << 48, min(number, (1 << 128) - 1))


@pytest.mark.parametrize("seed", range(5))
def test_random_events_of_every_kind_give_no_difference_from_the_oracle(seed):
    chance = random.Random(seed)
    claims = _random_claims(chance)
    events = [_random_event(chance, claims) for _ in range(400 if seed else 2_000)]

    assert matched(events, claims) == [owners(e, claims) for e in events]


def test_a_hundred_thousand_random_and_edge_addresses_give_no_difference():
    chance = random.Random(99)
    claims = [c for c in _random_claims(chance) if c["kind"] == "cidr" and c["origin"] == "declared"]
    for c in claims:
        c["first"] = c["last"] = None
    events = [event(ip=show_address(*halves(_near(chance, claims)))) for _ in range(100_000)]
    nets = {}
    for c in claims:
        net = ipaddress.ip_network(c["value"])
        nets.setdefault((net.version, net.prefixlen, int(net.network_address)), set()).add(c["org"])

    found = matched(events, claims)

    lengths = sorted({key[:2] for key in nets}, key=lambda key: -key[1])
    for e, owned in zip(events, found, strict=True):
        address = ipaddress.ip_address(e["ip"])
        expected = set()
        if reaches_nobody(read_address(e["ip"])):
            assert owned == set()
            continue
        for version, length in lengths:
            if version == address.version:
                width = 32 if version == 4 else 128
                base = int(address) >> (width - length) << (width - length)
                if (version, length, base) in nets:
                    expected = nets[version, length, base]
                    break
        assert {org for org, *_ in owned} == expected, e["ip"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_no_row_reaches_an_organisation_that_does_not_own_its_asset_that_day(seed):
    chance = random.Random(seed)
    claims = _random_claims(chance)
    by_asset = {c["asset"]: c for c in claims}
    events = [_random_event(chance, claims) for _ in range(60)]

    for e, owned in zip(events, matched(events, claims), strict=True):
        for org, asset, *_ in owned:
            its = by_asset[asset]
            assert its["org"] == org
            assert its["first"] is None or its["first"] <= e["day"]
            assert its["last"] is None or e["day"] <= its["last"]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_the_order_of_claims_and_of_rows_does_not_matter(seed):
    chance = random.Random(seed)
    claims = _random_claims(chance)
    events = [_random_event(chance, claims) for _ in range(40)]
    before = matched(events, claims)
    places = list(range(len(events)))
    chance.shuffle(places)
    chance.shuffle(claims)

    assert matched([events[place] for place in places], claims) == [before[place] for place in places]
