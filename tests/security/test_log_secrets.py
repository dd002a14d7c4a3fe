"""No secret stands in a log, an error, a mark or the database in clear, and nobody writes a line of a log from outside."""

import logging

import pytest
from django.test import Client
from tests.security import memory
from tests.security.asking import Asker

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR
from baluarte.wiring.redact import Redact

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """Everything that is logged, at every level, as it would be written: through the filter that settings put before each handler."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).disabled = False
    caplog.handler.addFilter(Redact())
    return lambda: "\n".join(logging.Formatter("%(name)s %(message)s").format(record) for record in caplog.records)


def test_no_secret_of_a_day_stands_in_any_line(two, world, lines):
    a, b = two
    client = Client(raise_request_exception=False)
    link = rights.make_sign_in_link(world, OPERATOR)
    secrets = {a.key, b.key, link, *(one.partition("k=")[2] for one in (*a.secret_links, *b.secret_links))}

    for one in (*a.secret_links, *b.secret_links):
        client.get(f"/es/{one.lstrip('/')}")
        client.post(f"/es/{one.lstrip('/')}", {"answer": "x"})
        client.get(f"/es/{one.lstrip('/')}/nowhere")
    client.get(f"/es/sign-in/{link}")
    client.put(f"/es/sign-in/{link}")
    client.post(f"/es/sign-in/{link}")
    client.post(f"/es/sign-in/{link}")
    for tenant in two:
        Asker(tenant).ask("GET", "/api/2026-11/findings")
        Asker(tenant).ask("GET", "/api/2026-11/nowhere")
        Asker(tenant).ask("POST", "/api/2026-11/findings/x/answer", {"answer": tenant.key})
        client.get(f"/api/2026-11/findings?token={tenant.key}")
        client.get(f"/es/nowhere?k={tenant.key}")

    written = lines()
    assert written
    assert [secret for secret in secrets if secret and secret in written] == []


def test_no_secret_stands_in_the_database_in_clear(two, world):
    a, b = two
    link = rights.make_sign_in_link(world, OPERATOR)
    everything = repr(memory.dump(memory.apps.get_models()))

    assert a.slug in everything
    for secret in (a.key, b.key, link, *(one.partition("k=")[2] for one in (*a.secret_links, *b.secret_links))):
        assert secret not in everything, secret[:8]


def test_nobody_writes_a_line_of_a_log_from_outside(two, lines):
    a, _ = two
    for odd in ("%0aERROR root forged", "%0d%0aforged", "\u2028forged", "%1b[2Jforged"):
        Asker(a).ask("GET", f"/es/nowhere/{odd}")
        Asker(a).ask("GET", f"/api/2026-11/findings/{odd}")

    assert [line for line in lines().splitlines() if line.startswith(("ERROR root forged", "forged"))] == []
    assert "\x1b" not in lines()
