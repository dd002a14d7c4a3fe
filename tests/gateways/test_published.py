"""What an installation shows is read strictly: a document that nests for ever ends in words."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from baluarte.core.errors import Unusable
from baluarte.gateways.published import fetch_document


class Deep(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"[" * 200_000)

    def log_message(self, *_):
        """Say nothing."""


def test_a_document_that_nests_for_ever_ends_in_words():
    with ThreadingHTTPServer(("127.0.0.1", 0), Deep) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        with pytest.raises(Unusable, match="did not send a JSON document"):
            fetch_document(f"http://127.0.0.1:{server.server_port}", "/x.json")
        server.shutdown()
