"""One door leads out to the web: no other module has a way, and no spelling of an inside address passes."""

import ipaddress
import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import dns.flags
import dns.message
import dns.resolver
import dns.rrset
import pytest
from tests.house.building import SRC, modules

from baluarte.core.errors import Unusable
from baluarte.gateways.http import Leave, fetch
from baluarte.gateways.proofs import Proofs

# Everything in Python with which a connection can be opened.
WAYS_OUT = frozenset(
    ["aiohttp", "asyncio", "dns", "ftplib", "httpcore", "http.client", "httpx", "imaplib", "nntplib", "poplib", "pycurl", "requests",
     "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc"]
)  # fmt: skip
# Who may, and why. The list may only shrink, or grow with a decision record.
DOORS = {
    "gateways/checked.py": "the connection of the door, to a checked address",
    "gateways/http.py": "the door to the web",
    "gateways/mail.py": "the door to the mail server",
    "gateways/imap.py": "the mailbox of replies",
    "gateways/imap_wire.py": "the mailbox of replies",
    "gateways/dns.py": "name servers, for proofs of a domain",
    "gateways/proofs.py": "certificates that a test trusts; it goes through the door",
    "gateways/signer.py": "the signer, a local socket",
    "wiring/identity/door.py": "sign-on providers that the operator named, no redirects",
    "wiring/identity/signon.py": "sign-on providers, through the door beside it",
    "faces/cli/verifier/ledger_verify.py": "the citizen's verifier, which runs apart from any house and asks where its user says",
    "wiring/serve.py": "it listens, and calls nobody",
    "store/feeds/turns.py": "the name of this machine",
}


def imported(text: str) -> set[str]:
    """Return the names of the modules that a file imports, inside functions too.

    >>> sorted(imported("import ssl, json as j\\n    from http.client import HTTPConnection\\n"))
    ['http.client', 'json', 'ssl']
    """
    plain = {name.split()[0] for line in re.findall(r"^\s*import (.+)$", text, re.MULTILINE) for name in line.split(",")}
    return plain | set(re.findall(r"^\s*from ([\w.]+) import", text, re.MULTILINE))


def test_no_other_module_can_open_a_connection():
    found = {}
    for path in modules():
        if not path.is_relative_to(SRC) or path.is_relative_to(SRC / "testing"):
            continue
        ways = {name for name in imported(path.read_text("utf-8")) if name in WAYS_OUT or name.partition(".")[0] in WAYS_OUT}
        if ways:
            found[path.relative_to(SRC).as_posix()] = ways

    assert {"gateways/http.py", "gateways/mail.py"} <= set(found)
    assert set(found) <= set(DOORS), {path: ways for path, ways in found.items() if path not in DOORS}


def test_every_door_of_the_list_is_there():
    assert [path for path in DOORS if not (SRC / path).exists()] == []


INSIDE = ("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.0.1", "224.0.0.1", "255.255.255.255")  # noqa: S104 - to refuse


def forms(text: str) -> Iterator[str]:
    """Give every form in which an IPv4 address hides inside an IPv6 one."""
    number = int(ipaddress.IPv4Address(text))
    high, low = number >> 16, number & 0xFFFF
    yield text
    yield f"::ffff:{text}"
    yield f"::ffff:{high:x}:{low:x}"
    yield f"0:0:0:0:0:ffff:{high:x}:{low:x}"
    yield f"::{text}"
    yield f"::ffff:0:{text}"
    yield f"64:ff9b::{high:x}:{low:x}"
    yield f"64:ff9b:1::{high:x}:{low:x}"
    yield f"2002:{high:x}:{low:x}::1"
    yield f"2001:0:{high:x}:{low:x}::1"
    yield f"2001:0:0:0:0:0:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}"


HIDDEN = [form for text in INSIDE for form in forms(text)] + ["fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1", "::", "::1", "5f00::1"]


def refusal(url: str, leave: Leave) -> str:
    with pytest.raises(Unusable) as refused:
        fetch(url, leave)
    return refused.value.code


@pytest.mark.parametrize("address", HIDDEN)
def test_a_name_that_leads_inside_is_refused_in_every_form(address):
    assert refusal("https://feed.example/", Leave(frozenset({"feed.example"}), resolve=lambda _h, _p: [address])) == "http.private-address"


@pytest.mark.parametrize("address", HIDDEN)
def test_an_inside_address_that_somebody_named_is_refused_in_every_form(address):
    host = f"[{address}]" if ":" in address else address
    leave = Leave(frozenset({address, str(ipaddress.ip_address(address))}))

    assert refusal(f"https://{host}/", leave) in {"http.private-address", "http.host", "http.address"}


@pytest.mark.parametrize("port", [5432, 6379, 8000, 22, 25])
def test_the_services_of_this_machine_are_out_of_reach(port):
    leave = Leave(frozenset({"127.0.0.1", "localhost"}), schemes=frozenset({"http", "https"}))

    assert refusal(f"http://127.0.0.1:{port}/", leave) == "http.private-address"
    assert refusal(f"http://localhost:{port}/", leave) == "http.private-address"


class ChangingNames:
    """A name server on loopback that gives a public address first, and an inside one from then on."""

    def __init__(self) -> None:
        self.asked = 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                data, peer = self.socket.recvfrom(4096)
            except OSError:
                return
            query = dns.message.from_wire(data)
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            self.asked += 1
            address = "127.0.0.2" if self.asked == 1 else "127.0.0.1"  # the first stands for a public one: the leave opens it alone
            answer.answer.append(dns.rrset.from_text(query.question[0].name, 0, "IN", "A", address))
            self.socket.sendto(answer.to_wire(), peer)

    def resolve(self, host: str, _port: int) -> list[str]:
        """Ask the server as a machine's resolver would."""
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], self.socket.getsockname()[1]
        return [record.address for record in resolver.resolve(host, "A", lifetime=5)]


def test_a_name_server_that_changes_its_mind_is_asked_once_and_gains_nothing():
    names = ChangingNames()
    with socket.create_server(("127.0.0.2", 0)) as public:
        port = public.getsockname()[1]

        def answer() -> None:
            peer, _ = public.accept()
            peer.recv(4096)
            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npublic")
            peer.close()

        threading.Thread(target=answer, daemon=True).start()
        only = (ipaddress.ip_network("127.0.0.2/32"),)
        leave = Leave(frozenset({"feed.example"}), frozenset({"http"}), allow=only, resolve=names.resolve, total_seconds=5)

        assert fetch(f"http://feed.example:{port}/", leave).body == b"public"
        assert names.asked == 1
        assert refusal(f"http://feed.example:{port}/", leave) == "http.private-address"
    names.socket.close()


@pytest.mark.parametrize("address", ["10.0.0.1", "::ffff:10.0.0.1", "169.254.169.254", "127.0.0.1"])
def test_a_proof_in_a_file_of_the_web_is_never_looked_for_inside(address):
    heard = Proofs(resolve=lambda _h, _p: [address]).web_file(
        "claimed.example", "/.well-known/baluarte.txt", datetime(2026, 3, 5, tzinfo=UTC)
    )

    assert not heard.answered
    assert not heard.found
