"""A token that stood in an address is ended: addresses are kept in logs, histories and proxies.

Whatever page or interface the address leads to, and whoever asks for it.
"""

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse

from baluarte.actions.rights import is_live_token, revoke_token
from baluarte.core.rights.actors import SYSTEM
from baluarte.core.rights.secrets import read_token, tokens_in
from baluarte.wiring.middleware import the_world

_MARK = "blw_"


class ShownTokens:
    """Ends every live token of an address before the request is answered."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the address, then answer."""
        address = unquote(request.get_full_path())
        if _MARK in address:
            _end(address)
        return self.answer(request)


def _end(address: str) -> None:
    world = the_world()
    for secret in tokens_in(address):
        key_id = read_token(secret)
        if key_id is not None and is_live_token(world, secret):
            revoke_token(world, SYSTEM, key_id)
