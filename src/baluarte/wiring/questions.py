"""What asks name servers and web servers for proofs. Its libraries are loaded with the first question: most commands ask none."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from baluarte.core.errors import Unusable
from baluarte.core.ground.questions import Heard, Questioner, read_resolvers


@dataclass(frozen=True)
class Outward:
    """The gateways of proofs, with the resolvers and networks that the settings name."""

    resolvers: tuple[tuple[str, int], ...] = ()
    networks: tuple[str, ...] = ()

    def text_records(self, name: str, nonce: str, now: datetime) -> tuple[Heard, ...]:
        """Ask the authoritative servers and one resolver for the text records of a name."""
        return self._proofs.text_records(name, nonce, now)

    def web_file(self, host: str, path: str, now: datetime) -> Heard:
        """Ask one host for one small file."""
        return self._proofs.web_file(host, path, now)

    @cached_property
    def _proofs(self) -> Questioner:
        from baluarte.gateways.dns import NameServers  # noqa: PLC0415 - loaded with the first question
        from baluarte.gateways.proofs import Proofs  # noqa: PLC0415 - the same

        allowed = tuple(ipaddress.ip_network(one) for one in self.networks)
        return Proofs(NameServers(self.resolvers, allow=allowed), allow=allowed)


def read_outward(resolvers: str, networks: tuple[str, ...]) -> Outward:
    """Return what asks, by the words of the settings; the networks that sources may be fetched from may be asked as well."""
    try:
        return Outward(read_resolvers(resolvers), networks)
    except ValueError as odd:
        raise Unusable(
            "settings.resolvers",
            f"BALUARTE_RESOLVERS is not a list of name servers: {resolvers!r}.",
            "A name server is an address, and a port where it is not 53.",
            "Write it as 192.0.2.53 or 192.0.2.53:5353, with commas, or leave it empty.",
        ) from odd
