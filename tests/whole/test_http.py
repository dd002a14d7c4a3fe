"""H1 to H6: what a hostile client writes on the wire. Each gets a plain refusal in bounded time, and the server goes on."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("baluarte")
PATIENCE_S = 30
SAFETY = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options")


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """A real server on loopback, of an installation that was just begun."""
    folder, number = tmp_path_factory.mktemp("http"), free_port()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("BALUARTE_", "DATABASE_URL"))}
    environment = {**kept, "BALUARTE_DATA": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "baluarte.wiring.settings"}
    subprocess.run([COMMAND, "init"], env=environment, check=True, capture_output=True)
    server = subprocess.Popen([sys.executable, "-m", "baluarte.wiring.child", "web", "127.0.0.1", str(number)], env=environment)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


@contextmanager
def connected(port: int):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        yield connection


def answer(
    port: int, *lines: str, body: bytes = b"", method: str = "GET", path: str = "/es/", host: str = "Host: 127.0.0.1"
) -> tuple[int, dict[str, str], bytes]:
    """Write a request word by word and return status, headers and body; 0 where the server only closed."""
    head = "\r\n".join((f"{method} {path} HTTP/1.1", *([host] if host else []), *lines, "Connection: close", "", ""))
    with connected(port) as connection:
        try:
            connection.sendall(head.encode("latin-1") + body)
            data = b""
            while piece := connection.recv(1 << 16):
                data += piece
        except (ConnectionResetError, BrokenPipeError):
            pass
    top, _, rest = data.partition(b"\r\n\r\n")
    if not top:
        return 0, {}, b""
    first, *fields = top.decode("latin-1").split("\r\n")
    return int(first.split()[1]), {key.lower(): value for key, _, value in (field.partition(": ") for field in fields)}, rest


def is_alive(port: int) -> bool:
    return answer(port, path="/healthz")[0] in {200, 404} and answer(port)[0] == 200


def test_h1_two_lengths_two_hosts_or_a_length_beside_chunks_are_refused(port):
    chunked = b"0\r\n\r\n"
    refused = {
        "two lengths that differ": answer(port, "Content-Length: 3", "Content-Length: 4", body=b"abcd", method="POST"),
        "a length that is no number": answer(port, "Content-Length: +3", body=b"abc", method="POST"),
        "two hosts": answer(port, "Host: evil.example"),
        "no host": answer(port, host=""),
        "a host that is not ours": answer(port, host="Host: evil.example"),
        "a space before the colon": answer(port, "X-Thing : 1"),
        "a folded line": answer(port, "X-Thing: 1", " folded: 2"),
    }
    both = answer(port, "Content-Length: 5", "Transfer-Encoding: chunked", body=chunked, method="POST")

    assert {what: code for what, (code, _, _) in refused.items() if not (code == 0 or 400 <= code < 500)} == {}
    # A length beside chunks: refused, or the chunks alone are believed and the connection ends (RFC 9112, 6.3).
    assert both[0] == 0 or 400 <= both[0] < 500
    assert is_alive(port)


def test_h1_what_a_client_says_of_its_own_address_is_not_believed(port):
    plain, forged = (
        answer(port),
        answer(
            port, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "Forwarded: host=evil.example"
        ),
    )

    assert forged[0] == plain[0] == 200
    assert b"evil.example" not in forged[2] + repr(forged[1]).encode()


def test_h2_a_key_twice_a_hidden_method_and_a_semicolon_change_nothing(port):
    assert answer(port, path="/api/2026-11/findings?limit=1&limit=2")[0] in {400, 401}
    assert answer(
        port, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 14", body=b"_method=DELETE", method="POST", path="/es/"
    )[0] in {403, 405}
    assert answer(port, path="/es/;x=1")[0] == 404


def test_h3_endless_chunks_many_fields_and_a_huge_cookie_end_in_bounded_time(port):
    began = time.monotonic()
    fields = "&".join(f"f{number}=1" for number in range(100_000)).encode()
    form = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(fields)}")

    many = answer(port, *form, body=fields, method="POST", path="/es/verify")
    cookie = answer(port, f"Cookie: sid={'x' * (1 << 20)}")
    strange = answer(port, "Content-Type: text/plain; charset=utf-7", "Content-Length: 4", body=b"+AD0", method="POST", path="/es/verify")
    with connected(port) as connection:  # a body in chunks that never ends, left alone
        connection.sendall(b"POST /es/verify HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        assert is_alive(port), "others are served meanwhile"

    assert many[0] in {400, 403, 413}
    assert cookie[0] == 0 or 400 <= cookie[0] < 500
    assert strange[0] in {400, 403, 405, 415}
    assert time.monotonic() - began < PATIENCE_S
    assert is_alive(port)


@pytest.mark.parametrize("path", ["//", "//evil.example/", "/%2e%2e/%2e%2e/etc/passwd", "/%252e%252e/etc/passwd", "/es/../../etc/passwd", "/static/%2e%2e/secret.key", "/static/..%2fsecret.key", "/es/%00", "/es/\\evil.example", "/es/%ff"])  # fmt: skip
def test_h4_a_crooked_path_is_not_found_or_leads_to_our_own_host(port, path):
    code, headers, body = answer(port, path=path)

    assert code in {0, 301, 302, 308, 400, 404}, code
    assert not headers.get("location", "/").startswith(("//", "http://evil", "\\"))
    assert b"root:" not in body


@pytest.mark.parametrize("path", ["/es/", "/en/", "/es/verify", "/nothing-here", "/static/nothing.css"])
def test_h4_head_is_answered_as_get_without_a_body(port, path):
    got, asked = answer(port, path=path), answer(port, path=path, method="HEAD")

    assert (asked[0], asked[2]) == (got[0], b"")
    assert asked[1].get("content-type") == got[1].get("content-type")


def test_h4_a_method_in_small_letters_or_an_odd_one_is_no_way_round_a_check(port):
    assert (
        answer(port, "Content-Length: 0", method="post", path="/es/verify")[0]
        == answer(port, "Content-Length: 0", method="POST", path="/es/verify")[0]
    )
    assert answer(port, method="TRACE")[0] in {0, 400, 405, 501}


@pytest.mark.parametrize("number", [2**63, 2**64, 2**70, -1, 10**400])
def test_h5_a_number_that_no_column_holds_is_refused_and_never_an_error_of_ours(port, number):
    for path in ("/es/verify?page={}", "/api/2026-11/findings?limit={}", "/api/2026-11/deliveries/{}", "/es/desk/findings?page={}"):
        assert answer(port, path=path.format(number))[0] < 500, path


@pytest.mark.parametrize(
    "query", ["sort=password", "sort=-organisation__slug", "organisation__slug=x", "_connector=OR", "id.startswith=1", "q=%00"]
)
def test_h6_names_that_are_on_no_list_are_refused(port, query):
    for path in ("/es/desk/findings", "/api/2026-11/findings"):
        code = answer(port, path=f"{path}?{query}")[0]
        assert code < 500, (path, code)
        assert code != 200, path


def test_every_answer_of_the_program_has_its_safety_headers_and_the_server_s_own_refusals_hold_nothing(port):
    for path in ("/es/", "/nothing-here", "/static/nothing.css", "/api/2026-11/findings", "/es/desk/"):
        headers = answer(port, path=path)[1]
        assert [name for name in SAFETY if name not in headers] == [], path
    # What is no HTTP never reaches the program: granian answers by itself, without our headers and without a body.
    _, headers, body = answer(port, "X-Thing : 1")
    assert (body, headers.get("content-type")) == (b"", None)
