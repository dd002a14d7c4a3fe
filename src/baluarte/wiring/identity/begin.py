"""Begins a session for somebody whom an action let in: the link is the first proof, a factor of the account the second."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from baluarte.core.rights.actors import Actor
from baluarte.store.rights import coming_in


def begin_session(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sign somebody in who came by a link, and lead on: to the second factor where there is one, else inside.

    A link never goes round a factor: it opens an account alone only while that has none.
    """
    if request.user.is_authenticated:
        logout(request)
    request.session.flush()
    account = coming_in.of_actor(actor.id)
    record_authentication(request, account, "link")
    answer: HttpResponse = perform_login(request, Login(user=account))
    return answer
