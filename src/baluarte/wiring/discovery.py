"""How to reach us about a flaw of ours, at the place where finders look (RFC 9116).

The day on which it expires is written down and moved with each release, by somebody who has
looked whether the rest is still true. A day that moved by itself would promise what nobody
checked. A test fails and the doctor warns a month before.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

REVIEWED = datetime(2026, 11, 24, tzinfo=UTC)  # when a person last read this page
VALID = timedelta(days=300)  # RFC 9116 asks for less than a year
NOTICE = timedelta(days=30)


def expires() -> datetime:
    """Return until when the page may be believed."""
    return REVIEWED + VALID


def days_left(now: datetime) -> int:
    """Return how many days the page may still be believed; below zero it is stale.

    >>> days_left(expires()), days_left(expires() - timedelta(days=31))
    (0, 31)
    """
    return (expires() - now).days


@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Return our own security.txt."""
    ours = settings.BALUARTE
    base = ours.base_url.rstrip("/")
    lines = (
        f"Contact: mailto:{ours.mail}",
        f"Contact: {base}/en/report",
        f"Expires: {expires():%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: es, en",
        f"Canonical: {base}/.well-known/security.txt",
        f"Encryption: {base}/en/openpgp.asc",
        f"Policy: {base}/en/about",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
