"""Connections to addresses that were checked, and to no other, until one deadline for all.

The engine asks for a name; it gets the address that passed. Each step may take what is
left of the time in all, so that a server that drips its headers is cut like one that drips
its body.
"""

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpcore


@dataclass
class Checked(httpcore.NetworkBackend):
    """A way out that leads to the checked addresses alone, in their order."""

    addresses: list[str]
    deadline: float
    way_out: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name was resolved and checked before; it is not asked again
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers."""
        failure: Exception = httpcore.ConnectError("no address")
        for address in self.addresses:
            patience = left(self.deadline, timeout)
            try:
                stream = self.way_out.connect_tcp(address, port, patience, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                failure = refused
            else:
                return Timed(stream, self.deadline)
        raise failure


@dataclass
class Timed(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline."""

    inner: httpcore.NetworkStream
    deadline: float

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, or fail when the time in all is over."""
        return self.inner.read(max_bytes, left(self.deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, or fail when the time in all is over."""
        self.inner.write(buffer, left(self.deadline, timeout))

    def close(self) -> None:
        """Close the connection."""
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Encrypt under the name that was asked for: the certificate must fit it, not the address."""
        return Timed(self.inner.start_tls(ssl_context, server_hostname, left(self.deadline, timeout)), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self.inner.get_extra_info(info)


def left(deadline: float, patience: float | None) -> float:
    """Return the seconds that one step may take, or raise when none are left."""
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise httpcore.ReadTimeout("the time in all is over")
    return remaining if patience is None else min(patience, remaining)
