"""A mail server on loopback that keeps every message as the bytes it received."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Receiver:
    """Takes everything."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.port = 0

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the library names it
        self.raw.append(envelope.original_content)
        return f"250 taken as {len(self.raw)}"


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a server for as long as the block lasts."""
    receiver = Receiver()
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        receiver.port = asked.getsockname()[1]
    controller = Controller(receiver, hostname="127.0.0.1", port=receiver.port, ready_timeout=30)
    controller.start()
    try:
        yield receiver
    finally:
        controller.stop()
