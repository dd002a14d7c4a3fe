"""How organisations are told: their wishes, the calendar, the keys of contacts, and notices on paper."""

import base64
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema

from baluarte.actions import constituency, replies, warning
from baluarte.core.ground.moments import iso
from baluarte.core.ground.world import KeyFacts
from baluarte.core.warning.calendar.days import WEEK, Calendar, holidays
from baluarte.core.warning.page import Paper, PaperFile
from baluarte.faces.api.answers import send
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import CalendarBody, Folio, Key, KeyBody, LetterDays, Number, PaperBody, Slug, WishesBody
from baluarte.faces.api.once import once
from baluarte.faces.api.problems import PROBLEMS

wishes = Router(tags=["wishes"])
calendar = Router(tags=["calendar"])
keys = Router(tags=["keys"])
papers = Router(tags=["papers"])


class WishesAnswer(Schema):
    """What an organisation wishes. `version` is what a change names."""

    organisation: str
    hours: str
    days: str
    holidays: str
    rhythm: str
    week_day: str
    protection: str
    version: int


class CalendarAnswer(Schema):
    """The calendar that notices keep, and the closed days of this year."""

    name: str
    week: list[str]
    covers: list[str]
    holidays: list[str]


class KeyAnswer(Schema):
    """A key of a contact, as it says of itself; `fit` is `yes`, or the code of why nothing may be encrypted under it."""

    address: str
    fingerprint: str
    expires: str
    fit: str


class KeysAnswer(Schema):
    """The keys of an organisation's contacts."""

    rows: list[KeyAnswer]


class CertificateAnswer(Schema):
    """The OpenPGP certificate of this installation; empty where it has none."""

    certificate: str


class PaperAnswer(Schema):
    """A paper: which, when made, sent and received."""

    folio: str
    kind: str
    number: int
    language: str
    sha256: str
    made_on: str
    sent_on: str
    received_on: str


class PapersAnswer(Schema):
    """The papers of a notice."""

    rows: list[PaperAnswer]


class PaperFileAnswer(PaperAnswer):
    """A paper with its bytes in Base64."""

    name: str
    content: str


class DoneAnswer(Schema):
    """It was written down."""

    folio: str
    number: int


@wishes.get("/{slug}", response={200: WishesAnswer, **PROBLEMS}, summary="Show wishes")
def show_wishes(request: ApiRequest, slug: Slug) -> HttpResponse:
    """Return how an organisation is told."""
    return send(request, warning.show_wishes(request.world, request.auth, slug).to_dict())


@wishes.patch("/{slug}", response={200: WishesAnswer, **PROBLEMS}, summary="Change wishes")
def set_wishes(request: ApiRequest, slug: Slug, body: WishesBody) -> HttpResponse:
    """Change what is named; what is urgent arrives whatever stands here."""
    values = {name: value for name, value in body.dict(exclude={"version"}).items() if value is not None}
    return send(request, warning.set_wishes(request.world, request.auth, slug, values, body.version).to_dict())


@calendar.get("", response={200: CalendarAnswer, **PROBLEMS}, summary="Show the calendar")
def show_calendar(request: ApiRequest) -> HttpResponse:
    """Return the calendar that notices keep."""
    return send(request, _calendar(warning.show_calendar(request.world, request.auth), request.world.now().year))


@calendar.post("", response={201: CalendarAnswer, **PROBLEMS}, summary="Load a calendar")
def load_calendar(request: ApiRequest, body: CalendarBody, key: Key) -> HttpResponse:
    """Keep a calendar: the YAML of a pack, and which of its calendars notices keep."""

    def act(world: Any) -> Any:
        return _calendar(warning.load_calendar(world, request.auth, body.text.encode(), body.name), world.now().year)

    return once(request, key, body.dict(), act)


@keys.get("", response={200: CertificateAnswer, **PROBLEMS}, summary="Show our certificate")
def show_certificate(request: ApiRequest) -> HttpResponse:
    """Return the certificate with which notices are checked."""
    return send(request, {"certificate": request.world.keyring.certificate()})


@keys.get("/{slug}", response={200: KeysAnswer, **PROBLEMS}, summary="List keys")
def contact_keys(request: ApiRequest, slug: Slug) -> HttpResponse:
    """Return the keys of an organisation's contacts."""
    found = constituency.contact_keys(request.world, request.auth, slug)
    return send(request, {"rows": [_key(request, address, facts) for address, facts in found]})


@keys.post("/{slug}", response={201: KeyAnswer, **PROBLEMS}, summary="Register a key")
def set_contact_key(request: ApiRequest, slug: Slug, body: KeyBody, key: Key) -> HttpResponse:
    """Register the public key of a contact, or take it away with an empty text."""

    def act(world: Any) -> Any:
        return _key(request, body.address, constituency.set_contact_key(world, request.auth, slug, body.address, body.key))

    return once(request, key, body.dict(), act)


@papers.get("/{folio}", response={200: PapersAnswer, **PROBLEMS}, summary="List papers")
def list_papers(request: ApiRequest, folio: Folio) -> HttpResponse:
    """Return the papers that were made of a notice."""
    return send(request, {"rows": [_paper(one) for one in replies.list_papers(request.world, request.auth, folio)]})


@papers.post("/{folio}/letter", response={201: PaperFileAnswer, **PROBLEMS}, summary="Print a letter")
def make_letter(request: ApiRequest, folio: Folio, body: PaperBody, key: Key) -> HttpResponse:
    """Print a notice as an official letter."""
    return once(request, key, body.dict(), lambda world: _file(replies.make_letter(world, request.auth, folio, body.language)))


@papers.post("/{folio}/certificate", response={201: PaperFileAnswer, **PROBLEMS}, summary="Print a certificate")
def make_certificate(request: ApiRequest, folio: Folio, body: PaperBody, key: Key) -> HttpResponse:
    """Print the certificate of what was closed by observation."""
    return once(request, key, body.dict(), lambda world: _file(replies.make_certificate(world, request.auth, folio, body.language)))


@papers.patch("/{folio}/letter/{number}", response={200: DoneAnswer, **PROBLEMS}, summary="Date a letter")
def date_letter(request: ApiRequest, folio: Folio, number: Number, body: LetterDays) -> HttpResponse:
    """Write down when a letter was sent, and received."""
    replies.date_letter(request.world, request.auth, folio, number, body.sent_on, body.received_on)
    return send(request, {"folio": folio, "number": number})


def _calendar(kept: Calendar, year: int) -> dict[str, Any]:
    return {
        "name": kept.name,
        "week": [WEEK[day] for day in kept.week],
        "covers": [day.isoformat() for day in kept.covers or ()],
        "holidays": [day.isoformat() for day in sorted(holidays(kept, year))],
    }


def _key(request: ApiRequest, address: str, facts: KeyFacts) -> dict[str, str]:
    expires = iso(facts.expires) if facts.expires else ""
    return {"address": address, "fingerprint": facts.fingerprint, "expires": expires, "fit": facts.unfit(request.world.now()) or "yes"}


def _paper(one: Paper) -> dict[str, Any]:
    return {
        "folio": one.folio, "kind": one.kind, "number": one.number, "language": one.language, "sha256": one.sha256,
        "made_on": one.made_on.isoformat(), "sent_on": str(one.sent_on or ""), "received_on": str(one.received_on or ""),
    }  # fmt: skip


def _file(made: PaperFile) -> dict[str, Any]:
    return {**_paper(made.paper), "name": made.paper.name, "content": base64.b64encode(made.content).decode("ascii")}
