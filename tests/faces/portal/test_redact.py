"""A log line never holds the secret of a link."""

import logging

import pytest

from baluarte.wiring.redact import Redact


def test_the_token_of_a_link_is_in_no_line():
    record = logging.LogRecord("django.security.csrf", logging.WARNING, "", 0, "Forbidden (%s): %s", ("why", "/es/sign-in/0398e877"), None)

    assert Redact().filter(record)
    assert record.getMessage() == "Forbidden (why): /es/sign-in/…"


@pytest.mark.parametrize(
    "path", ["/en/unsubscribe/AN-2026-000001/{}", "/es/f/AN-2026-000001?a=fixed&k={}", "/es/confirm/7?k={}", "/en/sign-in/{}?next=/en/"]
)
def test_no_access_line_holds_the_secret_of_a_link(path):
    secret = "0398e8770398e8770398e87703"
    record = logging.LogRecord("access", logging.INFO, "", 0, '192.0.2.7 "POST %s HTTP/1.1" 200', (path.format(secret),), None)

    Redact().filter(record)

    assert secret[:8] not in record.getMessage()
    assert record.getMessage().endswith('HTTP/1.1" 200')
