"""The pages of a test's world, served on loopback by a thread of this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.wsgi import get_wsgi_application

from baluarte.testing import TestWorld


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_told: object) -> None:
        """Keep no list of who asked."""


@contextmanager
def serving(world: TestWorld, settings) -> Iterator[str]:
    settings.OPEN_WORLD = lambda: world
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ledger"
    finally:
        server.shutdown()
        running.join()
        server.server_close()
