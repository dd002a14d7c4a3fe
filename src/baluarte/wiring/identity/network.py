"""From which network somebody comes, as the proxies of our own tell it and nobody else."""

from django.conf import settings
from django.http import HttpRequest

from baluarte.core.rights.identity.networks import coarse
from baluarte.core.rights.tokens import caller_of


def network_of(request: HttpRequest) -> str:
    """Return the network of who asks; nobody is told apart within it."""
    told = request.headers.get("X-Forwarded-For", "")
    return coarse(caller_of(request.META.get("REMOTE_ADDR", ""), told, settings.ALLAUTH_TRUSTED_PROXY_COUNT))
