"""The mailboxes of the organisation: added, changed, tested and retired by itself."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.core.ground.text import Language
from baluarte.faces.desk import contacts as desk
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.my.gate import for_the_organisation

_NAMES = ("my-contacts", "my-contact-new", "my-contact-change")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def contacts(request: DeskRequest, language: Language) -> HttpResponse:
    """Show the own contacts with their age; test or retire one of them."""
    return desk.open_book(request, _book(request, language))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def new(request: DeskRequest, language: Language) -> HttpResponse:
    """Ask for a new contact, or add it."""
    return desk.add_to(request, _book(request, language))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_organisation
def change(request: DeskRequest, language: Language) -> HttpResponse:
    """Show what stands of one contact, or change it."""
    return desk.change_in(request, _book(request, language))


def _book(request: DeskRequest, language: Language) -> desk.Book:
    here, new, change = (reverse(name, args=[language]) for name in _NAMES)
    return desk.Book(request.actor.organisation, here, new, change, "")
