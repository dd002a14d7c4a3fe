"""How an organisation is reached: each contact with its age, and adding, changing, testing and retiring one."""

from dataclasses import replace
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
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.formats.problems import in_words

_MOST_KEY = 100_000
_FIELDS = ("role", "address", "schedule", "language", "key")
_LANGUAGES = (("", Text("el de la organización", "as the organisation")), *READS)
_NO_CONTACT = Missing("contact.missing", "There is no such contact.", "", "See the contacts of the organisation.")
_NO_DEED = Unusable("answer.none", "No answer was chosen.", "Nothing was done.", "Choose one of them.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def contacts(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Show the contacts of an organisation with their age; test or retire one of them."""
    if request.method != "POST":
        page = constituency.show_organisation(request.world, request.actor, slug)
        asked = read_query([("organisation", slug), ("per", "100")], CONTACTS, request.world.now())
        listed = constituency.list_contacts(request.world, request.actor, asked).table.to_dicts()
        return render(request, "desk/org_contacts.html", {"page": page, "contacts": listed, "done": request.GET.get("done", "")})
    address, deed = request.POST.get("address", ""), request.POST.get("do", "")
    if deed == "test":
        replies.ask_contact(request.world, request.actor, slug, address)
    elif deed == "retire":
        constituency.retire_contact(request.world, request.actor, slug, address)
    else:
        raise _NO_DEED
    return _back(language, slug, deed)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def new(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Ask for a new contact, or add it."""
    typed = _typed(request) if request.method == "POST" else {"address": request.GET.get("address", ""), "schedule": "always"}
    if request.method != "POST":
        return _form(request, slug, typed, {})
    try:
        constituency.add_contact(request.world, request.actor, Contact(slug, **cast("dict[str, Any]", typed)))
    except Unusable as problem:
        return _form(request, slug, typed, {"problem": in_words(problem, language), "field": _field(problem)}, status=422)
    return _back(language, slug, "added")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def change(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Show what stands of one contact, or change it; its role and its address are what it is."""
    known = _known(request, slug)
    if request.method != "POST":
        return _form(request, slug, {name: getattr(known, name) for name in _FIELDS}, {"known": known})
    typed = {**_typed(request), "role": known.role, "address": known.address}
    try:
        chosen = {name: typed[name] for name in ("schedule", "language", "key")}
        constituency.change_contact(request.world, request.actor, replace(known, status="active", **cast("dict[str, Any]", chosen)))
    except Unusable as problem:
        told = {"problem": in_words(problem, language), "field": _field(problem), "known": known}
        return _form(request, slug, typed, told, status=422)
    return _back(language, slug, "changed")


def _known(request: DeskRequest, slug: str) -> Contact:
    asked = (request.GET.get("role", ""), request.GET.get("address", ""))
    page = constituency.show_organisation(request.world, request.actor, slug)
    for one in page.contacts:
        if (one.role, one.address) == asked:
            return one
    raise _NO_CONTACT


def _form(request: DeskRequest, slug: str, typed: dict[str, str], more: dict[str, Any], status: int = 200) -> HttpResponse:
    page = constituency.show_organisation(request.world, request.actor, slug)
    context = {"page": page, "typed": typed, "roles": ROLES, "schedules": SCHEDULES, "languages": _LANGUAGES, **more}
    return render(request, "desk/contact.html", context, status=status)


def _typed(request: DeskRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").strip()[:_MOST_KEY] for name in _FIELDS}


def _back(language: Language, slug: str, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('desk-org-contacts', args=[language, slug])}?done={done}")


def _field(problem: Unusable) -> str:
    """Return the field that the summary of errors leads to."""
    return next((name for name in _FIELDS if name in problem.code), "key" if "OpenPGP" in problem.what else "address")
