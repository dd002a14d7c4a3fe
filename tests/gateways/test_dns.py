"""Names are asked at their own servers, on a real network: loopback, with servers that a test holds."""

import ipaddress
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from baluarte.core.constituency.claims.outcome import decide_records
from baluarte.gateways.dns import MOST_ALIASES, NameServers
from baluarte.testing.servers.names import Server, name_servers

NOW = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
ZONE = "instituto.example"
NAME = f"_baluarte-verify.{ZONE}"
TOKEN = "a" * 32
TEXT = f'"baluarte-verify={TOKEN}"'
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
RESOLVER, NS1, NS2 = "127.0.0.53", "127.0.0.11", "127.0.0.12"


def zone(**texts) -> dict[str, Server]:
    """Return a zone with two servers and a resolver that knows where they are."""
    own = {(NAME, "TXT"): [TEXT]} if not texts else {(texts.get("name", NAME), texts.get("kind", "TXT")): [texts["value"]]}
    where = {(ZONE, "NS"): [f"ns1.{ZONE}.", f"ns2.{ZONE}."], (f"ns1.{ZONE}", "A"): [NS1], (f"ns2.{ZONE}", "A"): [NS2]}
    return {RESOLVER: Server({**where, **own}, resolves=True, signed=True), NS1: Server(dict(own)), NS2: Server(dict(own))}


@contextmanager
def asked(servers, *, allow=LOOPBACK, seconds=0.4):
    with name_servers(servers) as port:
        yield NameServers(((RESOLVER, port),), port, seconds, allow).text_records(NAME, "9f8e7d", NOW)


def decided(servers, **ways):
    with asked(servers, **ways) as heard:
        return decide_records(heard, {TOKEN}, f"baluarte-verify={TOKEN}")


def test_every_server_of_the_zone_is_asked_by_itself_and_the_resolver_once_more():
    servers = zone()

    verdict = decided(servers)

    assert verdict.outcome == "verified"
    assert [one.server for one in verdict.asked] == [f"ns1.{ZONE}", f"ns2.{ZONE}", RESOLVER]
    assert all((NAME, "TXT") in servers[address].asked for address in (NS1, NS2, RESOLVER))


def test_an_answer_that_a_resolver_vouches_for_is_noted():
    servers = zone()

    assert decided(servers).signed
    servers[RESOLVER].signed = False
    assert not decided(servers).signed


def test_no_such_record_is_an_answer_and_never_a_failure():
    verdict = decided(zone(name=ZONE, value='"v=spf1 -all"'))

    assert verdict.outcome == "not-there"
    assert {one.code for one in verdict.asked} == {"NXDOMAIN"}


def test_servers_that_disagree_are_told_apart_by_name():
    servers = zone()
    servers[NS2].records = {}

    verdict = decided(servers)

    assert (verdict.outcome, verdict.why, verdict.where) == ("different", "disagree", f"ns2.{ZONE}")


@pytest.mark.parametrize(("fails", "code"), [("SERVFAIL", "SERVFAIL"), ("REFUSED", "REFUSED"), ("silent", "time-out")])
def test_a_server_that_fails_is_no_verdict(fails, code):
    servers = zone()
    for address in (NS1, NS2):
        servers[address].fails = fails

    verdict = decided(servers)

    assert verdict.outcome == "could-not-ask"
    assert [one.code for one in verdict.asked if not one.answered] == [code, code]


def test_one_server_that_is_away_leaves_two_that_agree():
    servers = zone()
    servers[NS2].fails = "silent"

    assert decided(servers).outcome == "verified"


def test_an_alias_of_the_underscore_name_is_followed():
    servers = zone(kind="CNAME", value="proofs.provider.example.")
    servers[RESOLVER].records["proofs.provider.example", "TXT"] = [TEXT]

    assert decided(servers).outcome == "verified"


def test_aliases_without_an_end_are_cut_and_are_no_verdict():
    servers = zone(kind="CNAME", value="a0.provider.example.")
    for step in range(MOST_ALIASES + 4):
        servers[RESOLVER].records[f"a{step}.provider.example", "CNAME"] = [f"a{step + 1}.provider.example."]
    servers[RESOLVER].records[f"a{MOST_ALIASES + 4}.provider.example", "TXT"] = [TEXT]

    assert decided(servers).outcome == "could-not-ask"


@pytest.mark.parametrize("kind", ["TXT", "CNAME"])
def test_a_wildcard_verifies_nothing(kind):
    value = TEXT if kind == "TXT" else "proofs.provider.example."
    servers = zone(name=f"*.{ZONE}", kind=kind, value=value)
    servers[RESOLVER].records["proofs.provider.example", "TXT"] = [TEXT]

    verdict = decided(servers)

    assert (verdict.outcome, verdict.why) == ("different", "wildcard")


def test_a_zone_whose_servers_lie_on_an_inner_network_is_never_asked():
    servers = zone()
    only_resolver = (ipaddress.ip_network("127.0.0.53/32"),)

    verdict = decided(servers, allow=only_resolver)

    assert verdict.outcome == "could-not-ask"
    assert {one.code for one in verdict.asked if one.role == "authority"} == {"private-address"}
    assert servers[NS1].asked == servers[NS2].asked == []


def test_a_name_that_has_no_servers_is_no_verdict():
    servers = {RESOLVER: Server({("otro.example", "TXT"): [TEXT]}, resolves=True)}

    verdict = decided(servers)

    assert verdict.outcome == "could-not-ask"
    assert verdict.asked[0].code == "no-servers"


def test_a_text_of_others_is_cut_and_holds_no_control_character():
    with asked(zone(value='"' + "x" * 200 + r'\010<b>"')) as heard:
        verdict = decide_records(heard, {TOKEN}, "…")

    assert verdict.why == "other-text"
    assert len(verdict.found) <= 120
    assert verdict.found.isprintable()
