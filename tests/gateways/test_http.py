"""The one door to the web against a hostile server: security 3.5, case by case."""

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from baluarte.core.errors import Unreachable, Unusable
from baluarte.gateways.http import Answer, Leave, fetch

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
ZEROS = gzip.compress(bytes(64 << 20), 9)


class Server(BaseHTTPRequestHandler):
    """Answers by path; remembers what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        step = {"/slow-body": self._drip, "/slow-headers": self._drip_headers, "/endless": self._endless}.get(self.path.partition("?")[0])
        if step:
            step()
        elif self.path.startswith("/to/"):
            self._say(302, b"", Location=self.path.removeprefix("/to/"))
        elif self.path == "/zeros":
            self._say(200, ZEROS, **{"Content-Encoding": "gzip"})
        elif self.path == "/cut":
            self._say(200, gzip.compress(b"x" * 5000)[:-20], **{"Content-Encoding": "gzip"})
        elif self.path == "/unpacked":
            self._say(200, b"not packed", **{"Content-Encoding": "gzip"})
        elif self.path == "/brotli":
            self._say(200, b"??", **{"Content-Encoding": "br"})
        elif self.path == "/packed":
            self._say(200, gzip.compress(b"day by day"), **{"Content-Encoding": "gzip"})
        elif self.path == "/many":
            self._say(200, b"", **{f"X-{place}": "y" for place in range(200)})
        else:
            self._say(404 if self.path == "/absent" else 200, b"hello")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, dict(self.headers)))
        self._say(307 if self.path == "/moved" else 200, body, **({"Location": "/x"} if self.path == "/moved" else {}))

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def _drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            self.wfile.write(b"X: y\r\n")
            time.sleep(0.1)

    def _endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(bytes(1 << 16))

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve() -> Iterator[tuple[int, list[tuple[str, dict[str, str]]]]]:
    asked: list[tuple[str, dict[str, str]]] = []
    served = ThreadingHTTPServer(("127.0.0.1", 0), type("Remembering", (Server,), {"asked": asked}))
    served.daemon_threads = True
    thread = threading.Thread(target=served.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield served.server_address[1], asked
    served.shutdown()
    served.server_close()


@pytest.fixture
def server() -> Iterator[tuple[int, list[tuple[str, dict[str, str]]]]]:
    yield from serve()


def leave(*hosts: str, answers: Callable[[str, int], list[str]] | None = None, **options: object) -> Leave:
    """Leave for the test: plain http to the named hosts, loopback opened on purpose."""
    values = {"schemes": frozenset({"http", "https"}), "allow": LOOPBACK, "total_seconds": 5, **options}
    return Leave(frozenset(hosts), resolve=answers or (lambda _host, _port: ["127.0.0.1"]), **values)


def refusal(url: str, use: Leave) -> str:
    with pytest.raises(Unusable) as refused:
        fetch(url, use)
    return refused.value.code


def test_a_named_host_is_fetched_and_any_status_is_an_answer(server):
    port, asked = server

    answer = fetch(f"http://feed.example:{port}/day?a=b", leave("feed.example"))
    absent = fetch(f"http://feed.example:{port}/absent", leave("feed.example"))

    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"hello", "5")
    assert absent.status == 404
    assert asked[0][0] == "/day?a=b"
    assert asked[0][1]["Host"] == f"feed.example:{port}"


def test_a_body_is_posted_and_a_redirected_post_is_refused(server):
    port, _ = server

    answer = fetch(f"http://feed.example:{port}/in", leave("feed.example"), body=b"{}")

    assert answer.body == b"{}"
    with pytest.raises(Unusable):
        fetch(f"http://feed.example:{port}/moved", leave("feed.example"), body=b"{}")


def test_a_name_is_asked_for_once_and_the_connection_goes_to_what_was_checked(server):
    port, _ = server
    answers = iter([["127.0.0.1"], ["127.0.0.2"], ["10.0.0.1"]])
    questions: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        questions.append(host)
        return next(answers)

    answer = fetch(f"http://rebinding.example:{port}/", leave("rebinding.example", answers=rebinding))

    assert answer.body == b"hello"
    assert questions == ["rebinding.example"]


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",  # noqa: S104 - an address to refuse
    "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::", "fec0::1", "fe80::1",
    "::ffff:0:169.254.169.254", "2001:0:a9fe:a9fe::1", "fe80::1%lo", "fc00::1", "ff02::1", "192.0.2.1", "2001:db8::1",
])  # fmt: skip
def test_a_name_that_leads_inside_is_refused(address):
    use = Leave(frozenset({"inside.example"}), resolve=lambda _host, _port: [address])

    assert refusal("https://inside.example/", use) == "http.private-address"


def test_one_bad_address_among_good_ones_refuses_them_all():
    open_to = (ipaddress.ip_network("203.0.113.0/24"),)
    use = Leave(frozenset({"mixed.example"}), allow=open_to, resolve=lambda _host, _port: ["203.0.113.9", "10.0.0.1"])

    assert refusal("https://mixed.example/", use) == "http.private-address"


@pytest.mark.parametrize("url", [
    "http://a@feed.example/", "http://a:b@feed.example/", "http://feed.example\t/", "http://feed.example\\@10.0.0.1/", "http://feed.example\0/",
    "http://feed%2eexample/", "http://feed.example:0/", "http://feed.example:99999/", "http://feed.example /", "http:///feed.example/",
    "//feed.example/", "file:///etc/passwd", "gopher://feed.example/", "data:text/plain,hello", "ftp://feed.example/", "feed.example", "",
    "http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://0177.0.0.1/", "http://feed.example.0x7f/", "http://[::1%25lo]/",
])  # fmt: skip
def test_an_odd_address_is_refused_before_any_name_is_resolved(url):
    def resolve(_host: str, _port: int) -> list[str]:
        pytest.fail("a name was resolved")

    everything = leave("feed.example", "2130706433", "0x7f000001", "127.1", "0177.0.0.1", answers=resolve)

    assert refusal(url, everything).startswith("http.")


def test_a_host_that_was_not_named_is_refused():
    assert refusal("https://other.example/", leave("feed.example")) == "http.host"


def test_plain_http_needs_to_be_declared():
    assert refusal("http://feed.example/", Leave(frozenset({"feed.example"}))) == "http.scheme"


@pytest.mark.parametrize("onward", [
    "file:///etc/passwd", "gopher://feed.example/", "data:text/plain,x", "http://169.254.169.254/latest", "http://other.example/",
    "http://a@feed.example/",
])  # fmt: skip
def test_a_redirect_starts_again_at_the_first_check(server, onward):
    port, asked = server

    code = refusal(f"http://feed.example:{port}/to/{onward}", leave("feed.example"))

    assert code in {"http.address", "http.scheme", "http.host"}
    assert len(asked) == 1


@pytest.fixture
def mirror() -> Iterator[tuple[int, list[tuple[str, dict[str, str]]]]]:
    yield from serve()


@pytest.mark.parametrize("field", ["Authorization", "Cookie", "Proxy-Authorization", "X-Api-Key", "hmac2"])
@pytest.mark.parametrize("host", ["feed.example", "mirror.example"])
def test_a_redirect_to_another_host_or_port_leaves_every_secret_behind(server, mirror, field, host):
    port, asked = server
    onward, followed = mirror
    url = f"http://feed.example:{port}/to/http://{host}:{onward}/x"

    answer = fetch(url, leave("feed.example", "mirror.example"), headers={field: "s3cret", "Range": "bytes=5-"})

    assert answer.url == f"http://{host}:{onward}/x"
    assert asked[0][1][field] == "s3cret"
    assert "s3cret" not in followed[0][1].values()
    assert followed[0][1]["Range"] == "bytes=5-"


def test_a_redirect_at_the_same_server_takes_the_secret_along_and_one_that_came_back_does_not(server, mirror):
    port, asked = server
    onward, _ = mirror
    base = f"http://feed.example:{port}"

    fetch(f"{base}/to//x", leave("feed.example"), headers={"X-Api-Key": "s3cret"})
    fetch(f"{base}/to/http://feed.example:{onward}/to/{base}/x", leave("feed.example"), headers={"X-Api-Key": "s3cret"})

    assert ["X-Api-Key" in headers for _, headers in asked] == [True, True, True, False]


@pytest.mark.parametrize("value", ["s3cret ", " s3cret", "s3cr\u00e9t", "s3cret\nX-Evil: 1", "s3cret\0", "s3cret\x7f"])
def test_what_no_header_may_hold_is_refused_and_never_repeated(server, value):
    port, asked = server

    with pytest.raises(Unusable) as refused:
        fetch(f"http://feed.example:{port}/", leave("feed.example"), headers={"X-Api-Key": value})

    said = "".join(map(repr, (refused.value, refused.value.__cause__, refused.value.__context__)))
    assert (refused.value.code, asked) == ("http.field", [])
    assert "X-Api-Key" in said
    assert "s3c" not in said


def test_three_redirects_are_followed_and_a_fourth_is_not(server):
    port, _ = server
    base = f"http://feed.example:{port}/"

    assert fetch(base + "to//to//to//x", leave("feed.example")).status == 200
    assert refusal(base + "to//to//to//to//x", leave("feed.example")) == "http.redirect"


@pytest.mark.parametrize("path", ["/slow-body", "/slow-headers"])
def test_a_server_that_drips_is_cut_when_the_time_in_all_is_over(server, path):
    port, _ = server
    start = time.monotonic()

    with pytest.raises(Unreachable) as slow:
        fetch(f"http://feed.example:{port}{path}", leave("feed.example", total_seconds=0.6))

    assert slow.value.code == "http.too-slow"
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("path", ["/endless", "/zeros"])
def test_an_endless_or_packed_giant_is_cut_at_the_cap(server, path):
    port, _ = server

    assert refusal(f"http://feed.example:{port}{path}", leave("feed.example", most_bytes=1 << 20)) == "http.too-large"


def test_a_packed_answer_is_unpacked_and_a_broken_one_is_said_to_be_broken(server):
    port, _ = server
    base = f"http://feed.example:{port}"

    assert fetch(f"{base}/packed", leave("feed.example")).body == b"day by day"
    assert len(fetch(f"{base}/zeros", leave("feed.example")).body) == 64 << 20
    assert refusal(f"{base}/unpacked", leave("feed.example")) == "http.encoding"
    assert refusal(f"{base}/brotli", leave("feed.example")) == "http.encoding"
    with pytest.raises(Unreachable) as cut:
        fetch(f"{base}/cut", leave("feed.example"))
    assert cut.value.code == "http.cut"


def test_too_many_header_fields_are_refused(server):
    port, _ = server

    assert refusal(f"http://feed.example:{port}/many", leave("feed.example")) in {"http.too-many-headers", "http.unreachable"}


def test_the_environment_names_no_proxy(server, monkeypatch):
    port, _ = server
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    answer: Answer = fetch(f"http://feed.example:{port}/", leave("feed.example"))

    assert answer.body == b"hello"


def test_nobody_at_home_may_be_retried():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

        with pytest.raises(Unreachable) as absent:
            fetch(f"http://feed.example:{port}/", leave("feed.example"))

    assert absent.value.code == "http.unreachable"


def test_a_name_without_an_address_may_be_retried():
    def nothing(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(Unreachable) as unknown:
        fetch("https://gone.example/", leave("gone.example", answers=nothing))

    assert unknown.value.code == "http.unknown-host"


def test_tls_is_checked_against_the_name_and_an_unknown_certificate_is_refused(server):
    port, _ = server  # speaks plain http: no handshake can succeed

    with pytest.raises(Unreachable):
        fetch(f"https://feed.example:{port}/", leave("feed.example"))
