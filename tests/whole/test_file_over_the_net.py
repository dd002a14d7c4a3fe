"""The citizen's file reads a log over HTTP as it reads a folder; silence is not a broken log."""

import functools
import http.server
import threading

from tests.core.ledger.test_single_file import POLICY, check, log300

__all__ = ["check", "log300"]


def test_over_the_net_it_is_the_same_and_silence_has_its_own_answer(log300, check):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(log300))
    handler.func.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        over_the_net = check(address, policy=POLICY)
        nothing_there = check(f"{address}other", policy=POLICY)
        server.shutdown()

    silence = check(address, policy=POLICY)

    assert over_the_net == check(log300, policy=POLICY)
    assert (over_the_net[0], nothing_there[0], silence[0]) == (0, 1, 6)
