"""Name servers, asked directly: who answers for a name, and what each of them says by itself.

A recursive resolver gives the list of servers; each of them is then asked without recursion,
at its own address, and the resolver once more. An address that reaches nobody is refused
before a packet leaves, because whoever runs a domain writes its addresses. "No such record"
and "no answer" are never the same.
"""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

from baluarte.core.ground.addresses import is_documentation, reaches_nobody, read_address
from baluarte.core.ground.questions import Heard

MOST_ALIASES = 8
MOST_SERVERS = 4  # of one zone; two are needed
MOST_TEXTS = 20
MOST_LETTERS = 1_000  # of one text
LEAST_LABELS = 2  # nobody's servers are looked for at a top-level domain
_NOTHING = frozenset({dns.rcode.NOERROR, dns.rcode.NXDOMAIN})

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class NameServers:
    """How names are asked for. `resolvers` are (address, port); `allow` opens ranges that are closed, as loopback in a test."""

    resolvers: tuple[tuple[str, int], ...] = ()
    port: int = 53  # of authoritative servers
    seconds: float = 3
    allow: tuple[Network, ...] = field(default=())

    def text_records(self, name: str, nonce: str, now: datetime) -> tuple[Heard, ...]:
        """Return what the servers of a name and one resolver say of its text records."""
        asked = dns.name.from_text(name)
        servers = self._servers(asked)
        heard = [self._authority(server, addresses, asked, nonce, now) for server, addresses in servers[:MOST_SERVERS]]
        if not heard:
            heard = [Heard(name, "authority", now, "no-servers", answered=False)]
        return (*heard, self._resolver(asked, now))

    def _servers(self, name: dns.name.Name) -> list[tuple[str, list[str]]]:
        """Return the name servers of the zone that a name lies in, each with its addresses, those of the closest zone."""
        here = name
        while len(here.labels) > LEAST_LABELS:
            answer = self._recurse(here, dns.rdatatype.NS)
            hosts = sorted(_hosts(answer, here)) if answer is not None else []
            if hosts:
                return [(host, self._addresses(host)) for host in hosts]
            here = here.parent()
        return []

    def _addresses(self, host: str) -> list[str]:
        found: list[str] = []
        for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
            answer = self._recurse(dns.name.from_text(host), kind)
            found += [] if answer is None else [str(one) for rrset in answer.answer if rrset.rdtype == kind for one in rrset]
        return found

    def _authority(self, server: str, addresses: Sequence[str], name: dns.name.Name, nonce: str, now: datetime) -> Heard:
        """Ask one server by itself, and once more under a name that nobody has: a wildcard answers that as well."""
        open_ones = [address for address in addresses if self._may_ask(address)]
        if not open_ones:
            return Heard(server, "authority", now, "private-address" if addresses else "unreachable", answered=False)
        code, answer = _ask(name, (open_ones[0], self.port), self.seconds, recurse=False)
        if answer is None:
            return Heard(server, "authority", now, code, answered=False)
        texts, alias = _texts(answer, name)
        if not texts and alias is None:
            return Heard(server, "authority", now, code, answered=True)
        nobody = _sibling(name, nonce)
        _, odd = _ask(nobody, (open_ones[0], self.port), self.seconds, recurse=False)
        wild = odd is not None and _texts(odd, nobody) == (texts, alias)
        if alias is not None:
            return replace(self._follow(server, alias, now), wildcard=wild)
        return Heard(server, "authority", now, code, answered=True, found=texts, wildcard=wild)

    def _follow(self, server: str, alias: dns.name.Name, now: datetime) -> Heard:
        """Return what stands at the end of an alias that a server gave; it may lie in anybody's zone, so it is resolved."""
        for _ in range(MOST_ALIASES):
            answer = self._recurse(alias, dns.rdatatype.TXT)
            if answer is None:
                return Heard(server, "authority", now, "time-out", answered=False)
            texts, onward = _texts(answer, alias)
            if onward is None:
                return Heard(server, "authority", now, dns.rcode.to_text(answer.rcode()), answered=True, found=texts)
            alias = onward
        return Heard(server, "authority", now, "loop", answered=False)

    def _resolver(self, name: dns.name.Name, now: datetime) -> Heard:
        """Ask a recursive resolver, which also says whether the answer was signed."""
        for place in self._resolvers():
            code, answer = _ask(name, place, self.seconds, recurse=True)
            if answer is None:
                return Heard(place[0], "resolver", now, code, answered=False)
            texts = _chain(answer, name)
            if texts is None:
                return Heard(place[0], "resolver", now, "loop", answered=False)
            signed = bool(answer.flags & dns.flags.AD)
            return Heard(place[0], "resolver", now, code, answered=True, found=texts, signed=signed)
        return Heard("resolver", "resolver", now, "no-servers", answered=False)

    def _recurse(self, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> dns.message.Message | None:
        for place in self._resolvers():
            _, answer = _ask(name, place, self.seconds, recurse=True, kind=kind)
            if answer is not None:
                return answer
        return None

    def _resolvers(self) -> Iterator[tuple[str, int]]:
        if self.resolvers:
            yield from self.resolvers
            return
        try:
            system = dns.resolver.Resolver()
        except dns.exception.DNSException:  # the machine names none
            return
        for server in system.nameservers:
            if isinstance(server, str):
                yield server, system.port

    def _may_ask(self, address: str) -> bool:
        number = read_address(address)
        if number is None:
            return False
        if any(ipaddress.ip_address(address) in network for network in self.allow):
            return True
        return not reaches_nobody(number) and not is_documentation(number)


def _ask(
    name: dns.name.Name,
    place: tuple[str, int],
    seconds: float,
    *,
    recurse: bool,
    kind: dns.rdatatype.RdataType = dns.rdatatype.TXT,
) -> tuple[str, dns.message.Message | None]:
    """Return the code and the answer of one server, over TCP where UDP cuts it; None where the question failed."""
    query = dns.message.make_query(name, kind, want_dnssec=recurse)
    query.flags = dns.flags.RD if recurse else dns.flags.Flag(0)
    try:
        answer, _ = dns.query.udp_with_fallback(query, place[0], timeout=seconds, port=place[1])
    except dns.exception.Timeout:
        return "time-out", None
    except (dns.exception.DNSException, ValueError):
        return "unreadable", None
    except (OSError, EOFError):
        return "unreachable", None
    code = dns.rcode.to_text(answer.rcode())
    return (code, answer) if answer.rcode() in _NOTHING else (code, None)


def _texts(answer: dns.message.Message, name: dns.name.Name) -> tuple[tuple[str, ...], dns.name.Name | None]:
    """Return the texts of a name in an answer, or the name that it is an alias of."""
    found: list[str] = []
    for rrset in answer.answer:
        if rrset.name != name:
            continue
        if rrset.rdtype == dns.rdatatype.CNAME:
            return (), next(iter(rrset)).target
        if rrset.rdtype == dns.rdatatype.TXT:
            found += [b"".join(one.strings).decode("utf-8", "replace")[:MOST_LETTERS] for one in rrset]
    return tuple(sorted(found)[:MOST_TEXTS]), None


def _chain(answer: dns.message.Message, name: dns.name.Name) -> tuple[str, ...] | None:
    """Return the texts at the end of the aliases of one answer; None where there are too many."""
    here = name
    for _ in range(MOST_ALIASES + 1):
        texts, onward = _texts(answer, here)
        if onward is None:
            return texts
        here = onward
    return None


def _hosts(answer: dns.message.Message, zone: dns.name.Name) -> Iterator[str]:
    for rrset in answer.answer:
        if rrset.name == zone and rrset.rdtype == dns.rdatatype.NS:
            yield from (one.target.to_text(omit_final_dot=True).lower() for one in rrset)


def _sibling(name: dns.name.Name, nonce: str) -> dns.name.Name:
    return dns.name.from_text(f"_{nonce}", origin=name.parent())
