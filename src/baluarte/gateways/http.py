"""The only door to the web: one function that fetches, from hosts that were named beforehand.

The name is resolved once, every address is checked, and the connection goes to an address
that passed, under the name for TLS. So a name that changes its mind between check and use
gains nothing. A redirect starts again from the beginning. Time, size and headers are capped.
"""

import ipaddress
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn, Protocol
from urllib.parse import urljoin, urlsplit

import httpcore  # the engine of httpx: no environment, no redirects, no unpacking by itself

from baluarte.core.errors import Unreachable, Unusable
from baluarte.core.ground.addresses import is_documentation, reaches_nobody, read_address
from baluarte.core.ground.names import read_url
from baluarte.gateways.checked import Checked

MOST_REDIRECTS = 3
MOST_HEADERS = 100
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ENDS_AS_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.ASCII | re.IGNORECASE)
# What a redirect to another server takes along. Any other field may carry a secret, whatever its name.
_GOES_ALONG = frozenset({"accept", "cache-control", "if-modified-since", "if-none-match", "if-range", "range"})
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_FIELD_VALUE = re.compile(r"(?:[!-~](?:[ -~]*[!-~])?)?", re.ASCII)
_INFLATE_STEP = 1 << 20
_MOST_OF_AN_ERROR = 1 << 20

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """Return every address of a name, as the machine's resolver gives them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Leave:
    """What one use (a feed, a partner) may fetch. `hosts` is the whole list of names it may ask.

    `allow` opens ranges that are otherwise closed, such as loopback in a test.
    """

    hosts: frozenset[str]
    schemes: frozenset[str] = frozenset({"https"})
    most_bytes: int = 256 * 1024 * 1024
    connect_seconds: float = 10
    total_seconds: float = 60
    idle_seconds: float = 60  # without a byte, however much time is left in all
    allow: tuple[Network, ...] = ()
    trust: ssl.SSLContext | None = field(default=None, repr=False)
    resolve: Resolve = resolve


@dataclass(frozen=True)
class Answer:
    """What came back: bytes, unpacked, and what was said about them. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Sink(Protocol):
    """Where a large answer goes in small steps, instead of into memory."""

    def begin(self, answer: Answer) -> bool:
        """Look at status and headers; False leaves the body in the answer, as without a sink."""
        ...

    def write(self, step: bytes) -> None:
        """Take the next bytes."""
        ...


@dataclass(frozen=True)
class _Asked:
    """What is asked, beside where: header fields, the body of a POST, where the answer goes."""

    headers: Mapping[str, str]
    body: bytes | None
    sink: Sink | None


@dataclass(frozen=True)
class _Place:
    url: str
    scheme: str
    host: str
    port: int
    target: str


def fetch(
    url: str, leave: Leave, *, headers: Mapping[str, str] | None = None, body: bytes | None = None, sink: Sink | None = None
) -> Answer:
    """Return the answer of a GET, or of a POST where there is a body; any status is an answer.

    A sink is handed the body step by step, as it was sent. Raises `Unusable` for what may never be fetched and for an answer beyond its caps,
    `Unreachable` where the other side did not answer in time.
    """
    deadline = time.monotonic() + leave.total_seconds
    place, sent = _read_place(url, leave), _sound_fields(headers or {})
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask(place, leave, _Asked(sent, body, sink), deadline)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return answer
        if body is not None:
            _never("http.redirect", f"{place.host} redirects a POST.", fix="Give the final address.")
        onward = _read_place(urljoin(place.url, answer.headers["location"]), leave)
        if (place.scheme, onward.scheme) == ("https", "http"):
            _never("http.redirect", f"{place.host} redirects from https to http.", fix="Give an address that stays encrypted.")
        if (onward.scheme, onward.host, onward.port) != (place.scheme, place.host, place.port):
            sent = {name: value for name, value in sent.items() if name.lower() in _GOES_ALONG}
        place = onward
    _never("http.redirect", f"More than {MOST_REDIRECTS} redirects.", fix="Give the final address.")


def _sound_fields(headers: Mapping[str, str]) -> dict[str, str]:
    """Return header fields that may be sent as they are; a refusal names the field and never repeats what stands in it."""
    for name, value in headers.items():
        if not _FIELD_NAME.fullmatch(name) or not _FIELD_VALUE.fullmatch(value):
            _never("http.field", f"The header field {name!r} would hold what no header may hold.", fix="Use one line of ASCII letters.")
    return dict(headers)


def _read_place(url: str, leave: Leave) -> _Place:
    """Read a URL strictly and check it against the leave, before any name is resolved."""
    read = read_url(url)
    if read is None:
        _never("http.address", "This is not an address that may be fetched.", fix="Give scheme, host and path, without a user name.")
    canonical, host = read
    parts = urlsplit(canonical)
    if parts.scheme not in leave.schemes or parts.scheme not in _PORTS:
        _never("http.scheme", f"The scheme {parts.scheme} is not allowed here.", fix=f"Use {', '.join(sorted(leave.schemes))}.")
    if urlsplit(url).port == 0 or (_ENDS_AS_NUMBER.fullmatch(host) and read_address(host) is None) or "%" in host:
        _never("http.address", "The host or port is written in an odd way.", fix="Write the name, or the whole address.")
    if host not in leave.hosts:
        _never("http.host", f"{host} is not on the list of hosts for this use.", fix="Add it to the settings of the feed.")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Place(canonical, parts.scheme, host, parts.port or _PORTS[parts.scheme], target)


def _checked_addresses(place: _Place, leave: Leave) -> list[str]:
    """Resolve once and return the addresses, all of which may be connected to; one bad address refuses all."""
    if read_address(place.host) is not None:
        found: Sequence[str] = [place.host]
    else:
        try:
            found = leave.resolve(place.host, place.port)
        except OSError as failure:
            raise Unreachable("http.unknown-host", f"{place.host} has no address now.", str(failure), "Wait and retry.") from failure
    for text in found:
        number = read_address(text)
        allowed = any(ipaddress.ip_address(text) in network for network in leave.allow) if number is not None else False
        if number is None or (not allowed and (reaches_nobody(number) or is_documentation(number))):
            _never("http.private-address", f"{place.host} leads to {text}, which is not on the public internet.", fix="Check the name.")
    if not found:
        raise Unreachable("http.unknown-host", f"{place.host} has no address now.", "", "Wait and retry.")
    return list(dict.fromkeys(found))


def _ask(place: _Place, leave: Leave, asked: _Asked, deadline: float) -> Answer:
    door = Checked(_checked_addresses(place, leave), deadline)
    shown = f"[{place.host}]" if ":" in place.host else place.host
    host = shown if place.port == _PORTS[place.scheme] else f"{shown}:{place.port}"
    own = {"Host": host, "Accept-Encoding": "identity" if asked.sink else "gzip", "User-Agent": "baluarte", "Connection": "close"}
    kept = {name: value for name, value in asked.headers.items() if name.lower() not in {one.lower() for one in own}}
    sent = [(name.encode("ascii"), value.encode("ascii")) for name, value in {**own, **kept}.items()]
    idle = min(leave.idle_seconds, leave.total_seconds)
    patience = {"connect": leave.connect_seconds, "read": idle, "write": idle, "pool": idle}
    url = httpcore.URL(
        scheme=place.scheme.encode(), host=place.host.encode("ascii"), port=place.port, target=place.target.encode("ascii", "strict")
    )
    trust = leave.trust or ssl.create_default_context()
    try:
        with (
            httpcore.ConnectionPool(ssl_context=trust, network_backend=door, max_connections=1) as pool,
            pool.stream(
                "GET" if asked.body is None else "POST", url, headers=sent, content=asked.body, extensions={"timeout": patience}
            ) as response,
        ):
            said = _headers(response, place)
            return _answered(response, Answer(place.url, response.status, said, b""), leave, asked.sink)
    except httpcore.TimeoutException as failure:
        raise Unreachable("http.too-slow", f"{place.host} did not answer in time.", "", "Wait and retry.") from failure
    except httpcore.ProtocolError as failure:  # its words quote header fields, and with them what is secret
        raise Unreachable(
            "http.unreachable", f"{place.host} could not be reached.", "It did not speak HTTP.", "Wait and retry."
        ) from failure
    except (httpcore.NetworkError, OSError) as failure:
        raise Unreachable("http.unreachable", f"{place.host} could not be reached.", str(failure)[:200], "Wait and retry.") from failure


def _answered(response: httpcore.Response, answer: Answer, leave: Leave, sink: Sink | None) -> Answer:
    if sink is not None and answer.status not in _REDIRECTS and sink.begin(answer):
        for step in _capped(_steps(response, answer.headers), leave):
            sink.write(step)
        return answer
    if sink is not None:  # an error or a redirect where a file was expected: nobody needs much of it
        leave = replace(leave, most_bytes=min(leave.most_bytes, _MOST_OF_AN_ERROR))
    return Answer(answer.url, answer.status, answer.headers, b"".join(_capped(_steps(response, answer.headers), leave)))


def _headers(response: httpcore.Response, place: _Place) -> dict[str, str]:
    if len(response.headers) > MOST_HEADERS:
        _never("http.too-many-headers", f"{place.host} sent more than {MOST_HEADERS} header fields.", fix="Ask whoever runs it.")
    said: dict[str, str] = {}
    for name, value in response.headers:
        key, text = name.decode("ascii", "replace").lower(), value.decode("latin-1")
        said[key] = f"{said[key]}, {text}" if key in said else text
    return said


def _steps(response: httpcore.Response, said: Mapping[str, str]) -> Iterator[bytes]:
    """Read and unpack the body in small steps, so that a packed giant is cut at the cap and not in memory."""
    packing = said.get("content-encoding", "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip", ""}:
        _never("http.encoding", f"The answer is packed as {packing}, which was not asked for.", fix="Ask whoever runs it.")
    return _unpacked(response.iter_stream()) if "gzip" in packing else iter(response.iter_stream())


def _capped(steps: Iterable[bytes], leave: Leave) -> Iterator[bytes]:
    taken = 0
    for step in steps:
        taken += len(step)
        if taken > leave.most_bytes:
            _never(
                "http.too-large",
                f"The answer is larger than {leave.most_bytes} bytes.",
                fix="Raise the limit of the feed if this is right.",
            )
        yield step


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip at most a mebibyte at a time; whatever follows the end of the packed data is not read."""
    unpacker, empty = zlib.decompressobj(wbits=31), True
    for chunk in chunks:
        rest, empty = chunk, empty and not chunk
        while rest and not unpacker.eof:
            yield _inflate(unpacker, rest)
            rest = unpacker.unconsumed_tail
    while step := _inflate(unpacker, b""):
        yield step
    if not unpacker.eof and not empty:
        raise Unreachable("http.cut", "The packed answer ends in the middle.", "", "Wait and retry.")


def _inflate(unpacker: "zlib._Decompress", packed: bytes) -> bytes:
    try:
        return unpacker.decompress(packed, _INFLATE_STEP)
    except zlib.error:
        _never("http.encoding", "The answer says that it is packed, and it is not.", fix="Ask whoever runs it.")


def _never(code: str, what: str, *, fix: str) -> NoReturn:
    raise Unusable(code, what, "Only named hosts on the public internet may be fetched.", fix)
