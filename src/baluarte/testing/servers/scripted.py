"""Name servers and web servers that answer what a test says, without a network.

Every name has two servers and a resolver. What no test mentions is answered with "no such record".
"""

from dataclasses import dataclass, field
from datetime import datetime

from baluarte.core.ground.questions import Heard


@dataclass
class ScriptedServers:
    """`records` are the texts of names, `second` what the second server says otherwise; `files` the files of addresses.

    `away` holds names and addresses whose question fails, each with its code. `asked` is what was asked for, in order.
    """

    records: dict[str, tuple[str, ...]] = field(default_factory=dict)
    second: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    away: dict[str, str] = field(default_factory=dict)
    wildcards: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def text_records(self, name: str, nonce: str, now: datetime) -> tuple[Heard, ...]:  # noqa: ARG002 - a test says what is a wildcard
        """Answer as two name servers and a resolver."""
        self.asked.append(name)
        zone = name.split(".", 1)[1]
        if name in self.away:
            return tuple(Heard(f"{host}.{zone}", "authority", now, self.away[name], answered=False) for host in ("ns1", "ns2"))
        texts = (self.records.get(name, ()), self.second.get(name, self.records.get(name, ())))
        servers = (
            Heard(
                f"{host}.{zone}",
                "authority",
                now,
                "NOERROR" if said else "NXDOMAIN",
                answered=True,
                found=said,
                wildcard=name in self.wildcards,
            )
            for host, said in zip(("ns1", "ns2"), texts, strict=True)
        )
        return (*servers, Heard("resolver", "resolver", now, "NOERROR", answered=True, found=texts[0]))

    def web_file(self, host: str, path: str, now: datetime) -> Heard:
        """Answer as the web server of a host."""
        address = f"https://{host}{path}"
        self.asked.append(address)
        if address in self.away:
            return Heard(host, "web", now, self.away[address], answered=False)
        text = self.files.get(address, "")
        return Heard(host, "web", now, "200" if text else "404", answered=True, found=(text,) if text else ())
