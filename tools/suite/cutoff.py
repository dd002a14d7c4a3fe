"""A pytest plugin for machines without network namespaces: every socket but a local pair is refused."""

import socket
from typing import NoReturn


def pytest_configure() -> None:
    """Close the doors through which Python code reaches a network."""
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = _refuse  # type: ignore[method-assign]
    socket.socket.sendto = _refuse  # type: ignore[method-assign]
    socket.getaddrinfo = _refuse


def _refuse(*_: object, **__: object) -> NoReturn:
    raise AssertionError("Core and formats reach nobody, and this test tried to.")
