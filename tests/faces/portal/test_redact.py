"""A log line never holds the token of a sign-in link."""

import logging

from baluarte.wiring.redact import Redact


def test_the_token_of_a_link_is_in_no_line():
    record = logging.LogRecord("django.security.csrf", logging.WARNING, "", 0, "Forbidden (%s): %s", ("why", "/es/sign-in/0398e877"), None)

    assert Redact().filter(record)
    assert record.getMessage() == "Forbidden (why): /es/sign-in/…"
