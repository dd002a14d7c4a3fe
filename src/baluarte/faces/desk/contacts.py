"""How an organisation is reached: each contact with its age, and adding, changing, testing and retiring one."""

from dataclasses import dataclass, replace
from typing import Any, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions import constituency, replies
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.lists import CONTACTS, READS, ROLES, SCHEDULES
from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.text import Language, Text
from baluarte.core.rights.purposes.use import WARNING
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.formats.problems import in_words

_MOST_KEY = 100_000
_FIELDS = ("role", "address", "schedule", "language", "key")
_LANGUAGES = (("", Text("el de la organización", "as the organisation")), *READS)
_NO_CONTACT = Missing("contact.missing", "There is no such contact.", "", "See the contacts of the organisation.")
_NO_DEED = Unusable("answer.none", "No answer was chosen.", "Nothing was done.", "Choose one of them.")


@dataclass(frozen=True)
class Book:
    """The contacts of one organisation, and the addresses of their pages: at the desk, or in its own portal."""

    slug: str
    here: str
    new: str
    change: str
    above: str  # where Back leads from the list; empty where the list is a place of its own


def at_the_desk(language: Language, slug: str) -> Book:
    """Return where the team finds the contacts of an organisation."""
    names = ("desk-org-contacts", "desk-contact-new", "desk-contact-change", "desk-org")
    return Book(slug, *(reverse(name, args=[language, slug]) for name in names))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def contacts(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Show the contacts of an organisation with their age; test or retire one of them."""
    return open_book(request, at_the_desk(language, slug))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def new(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Ask for a new contact, or add it."""
    return add_to(request, at_the_desk(language, slug))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def change(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Show what stands of one contact, or change it; its role and its address are what it is."""
    return change_in(request, at_the_desk(language, slug))


def open_book(request: DeskRequest, book: Book) -> HttpResponse:
    """Show the contacts of a book, or test or retire one of them."""
    if request.method != "POST":
        page = constituency.show_organisation(request.world, request.actor, book.slug, use=WARNING)
        asked = read_query([("organisation", book.slug), ("per", "100")], CONTACTS, request.world.now())
        listed = constituency.list_contacts(request.world, request.actor, asked, use=WARNING).table.to_dicts()
        told = {"page": page, "book": book, "contacts": listed, "done": request.GET.get("done", "")}
        return render(request, "desk/org_contacts.html", told)
    address, deed = request.POST.get("address", ""), request.POST.get("do", "")
    if deed == "test":
        replies.ask_contact(request.world, request.actor, book.slug, address)
    elif deed == "retire":
        constituency.retire_contact(request.world, request.actor, book.slug, address)
    else:
        raise _NO_DEED
    return _back(book, deed)


def add_to(request: DeskRequest, book: Book) -> HttpResponse:
    """Ask for a new contact of a book, or add it."""
    typed = _typed(request) if request.method == "POST" else {"address": request.GET.get("address", ""), "schedule": "always"}
    if request.method != "POST":
        return _form(request, book, typed, {})
    try:
        constituency.add_contact(request.world, request.actor, Contact(book.slug, **cast("dict[str, Any]", typed)))
    except Unusable as problem:
        return _form(request, book, typed, {"problem": in_words(problem, request.language), "field": _field(problem)}, status=422)
    return _back(book, "added")


def change_in(request: DeskRequest, book: Book) -> HttpResponse:
    """Show what stands of one contact of a book, or change it."""
    known = _known(request, book.slug)
    if request.method != "POST":
        return _form(request, book, {name: getattr(known, name) for name in _FIELDS}, {"known": known})
    typed = {**_typed(request), "role": known.role, "address": known.address}
    try:
        chosen = {name: typed[name] for name in ("schedule", "language", "key")}
        constituency.change_contact(request.world, request.actor, replace(known, status="active", **cast("dict[str, Any]", chosen)))
    except Unusable as problem:
        told = {"problem": in_words(problem, request.language), "field": _field(problem), "known": known}
        return _form(request, book, typed, told, status=422)
    return _back(book, "changed")


def _known(request: DeskRequest, slug: str) -> Contact:
    asked = (request.GET.get("role", ""), request.GET.get("address", ""))
    page = constituency.show_organisation(request.world, request.actor, slug, use=WARNING)
    for one in page.contacts:
        if (one.role, one.address) == asked:
            return one
    raise _NO_CONTACT


def _form(request: DeskRequest, book: Book, typed: dict[str, str], more: dict[str, Any], status: int = 200) -> HttpResponse:
    page = constituency.show_organisation(request.world, request.actor, book.slug, use=WARNING)
    context = {"page": page, "book": book, "typed": typed, "roles": ROLES, "schedules": SCHEDULES, "languages": _LANGUAGES, **more}
    return render(request, "desk/contact.html", context, status=status)


def _typed(request: DeskRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").strip()[:_MOST_KEY] for name in _FIELDS}


def _back(book: Book, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{book.here}?done={done}")


def _field(problem: Unusable) -> str:
    """Return the field that the summary of errors leads to."""
    return next((name for name in _FIELDS if name in problem.code), "key" if "OpenPGP" in problem.what else "address")
