"""Name servers on loopback whose zones a test holds: each address is one server, one of them resolves for all.

A server answers from its own zone data over UDP. It can be told to fail, to keep silent, or to
say something else than the others.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = dict[tuple[str, str], list[str]]  # (name, type) to values, as a zone file writes them
_MOST_ALIASES = 12


@dataclass
class Server:
    """One name server: what it knows, how it fails, and what it was asked."""

    records: Records = field(default_factory=dict)
    fails: str = ""  # an rcode, or "silent"
    resolves: bool = False  # follows aliases, as a resolver does
    signed: bool = False  # vouches for what it says (AD)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, query: dns.message.Message) -> dns.message.Message | None:
        """Return the answer to a query, or None where nothing is said."""
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if self.fails == "silent":
            return None
        answer = dns.message.make_response(query, recursion_available=self.resolves)
        if self.fails:
            answer.set_rcode(dns.rcode.from_text(self.fails))
            return answer
        self._fill(answer, name, kind)
        known = answer.answer or any(known == name or known.endswith(f".{name}") for known, _ in self.records)
        answer.set_rcode(dns.rcode.NOERROR if known else dns.rcode.NXDOMAIN)
        answer.flags |= dns.flags.AD if self.signed and answer.answer else dns.flags.AA
        return answer

    def _fill(self, answer: dns.message.Message, name: str, kind: str) -> None:
        for _ in range(_MOST_ALIASES):
            for one in (kind, "CNAME"):
                values = self._values(name, one)
                if values:
                    answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", one, *values))
                    break
            else:
                return
            if one != "CNAME" or kind == "CNAME" or not self.resolves:
                return
            name = values[0].rstrip(".")

    def _values(self, name: str, kind: str) -> list[str]:
        """Return the values of a name, or those of the wildcard beside it."""
        parent = name.partition(".")[2]
        return self.records.get((name, kind)) or self.records.get((f"*.{parent}", kind), [])


@contextmanager
def name_servers(servers: dict[str, Server]) -> Iterator[int]:
    """Serve each address on loopback, all at one port, and yield the port."""
    with ExitStack() as open_ones:
        port = 0
        for address, server in servers.items():
            door = open_ones.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            door.bind((address, port))
            door.settimeout(0.05)
            port = door.getsockname()[1]
            ended = threading.Event()
            thread = threading.Thread(target=_serve, args=(door, server, ended), daemon=True)
            thread.start()
            open_ones.callback(thread.join)
            open_ones.callback(ended.set)
        yield port


def _serve(door: socket.socket, server: Server, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            bytes_, asker = door.recvfrom(4096)
        except TimeoutError:
            continue
        answer = server.answer(dns.message.from_wire(bytes_))
        if answer is not None:
            door.sendto(answer.to_wire(), asker)
