"""The register besides the organisations: contacts, assets, and the import of whole lists."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from baluarte.actions import constituency, replies
from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.lists import ASSETS, CONTACTS
from baluarte.core.errors import Unusable
from baluarte.faces.api.answers import send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import AssetBody, AssetEnd, ContactBody, ContactEnd, Key
from baluarte.faces.api.deliveries import digest_of, file_name
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

contacts = Router(tags=["contacts"])
assets = Router(tags=["assets"])
register = Router(tags=["register"])
MOST_BYTES = 64 << 20
What = Literal["organisations", "contacts", "assets"]
_TOO_LARGE = Unusable("file.too-large", "The file 'register' is larger than 64 MiB.", "A register is read as a whole.", "Split it.")


class ContactAnswer(Schema):
    """A contact."""

    organisation: str
    role: str
    address: str
    schedule: str
    language: str
    key: str
    status: str
    since: str


class AssetAnswer(Schema):
    """An asset."""

    organisation: str
    kind: str
    value: str
    valid_from: str
    valid_until: str
    assurance: str
    origin: str
    criticality: str
    except_below: str
    exposed: str
    supplier: str
    cpe: str


class Done(Schema):
    """It was done."""

    done: bool


class ImportAnswer(Schema):
    """What an import did; the rows that were refused come back with their reasons."""

    read: int
    changed: int
    unchanged: int
    new: int
    rejected: int
    rows: list[dict[str, Any]]


@contacts.get("", response={200: rows_of(CONTACTS), **PROBLEMS}, openapi_extra=asking(CONTACTS), summary="List contacts")
def list_contacts(request: ApiRequest) -> HttpResponse:
    """Return one window of the contacts that the query string asks for."""
    return send_rows(request, constituency.list_contacts(request.world, request.auth, read_page(request, CONTACTS)))


@contacts.post("", response={201: ContactAnswer, **PROBLEMS}, summary="Add a contact")
def add_contact(request: ApiRequest, body: ContactBody, key: Key) -> HttpResponse:
    """Add a contact to an organisation."""

    def act(world: Any) -> Any:
        return constituency.add_contact(world, request.auth, Contact(**body.dict())).to_dict()

    return once(request, key, body.dict(), act)


@contacts.post("/retire", response={200: Done, **PROBLEMS}, summary="Retire a contact")
def retire_contact(request: ApiRequest, body: ContactEnd, key: Key) -> HttpResponse:
    """Retire a contact: it is not written to any more."""

    def act(world: Any) -> Any:
        constituency.retire_contact(world, request.auth, body.organisation, body.address)
        return {"done": True}

    return once(request, key, body.dict(), act, status=200)


@contacts.post("/change", response={200: ContactAnswer, **PROBLEMS}, summary="Change a contact")
def change_contact(request: ApiRequest, body: ContactBody, key: Key) -> HttpResponse:
    """Change when, in which language and under which key a contact is written to."""

    def act(world: Any) -> Any:
        return constituency.change_contact(world, request.auth, Contact(**body.dict())).to_dict()

    return once(request, key, body.dict(), act, status=200)


@contacts.post("/test", response={200: Done, **PROBLEMS}, summary="Test a contact")
def test_contact(request: ApiRequest, body: ContactEnd, key: Key) -> HttpResponse:
    """Ask a mailbox whether it is still the right one."""

    def act(world: Any) -> Any:
        replies.ask_contact(world, request.auth, body.organisation, body.address)
        return {"done": True}

    return once(request, key, body.dict(), act, status=200)


@assets.get("", response={200: rows_of(ASSETS), **PROBLEMS}, openapi_extra=asking(ASSETS), summary="List assets")
def list_assets(request: ApiRequest) -> HttpResponse:
    """Return one window of the assets that the query string asks for."""
    return send_rows(request, constituency.list_assets(request.world, request.auth, read_page(request, ASSETS)))


@assets.post("", response={201: AssetAnswer, **PROBLEMS}, summary="Add an asset")
def add_asset(request: ApiRequest, body: AssetBody, key: Key) -> HttpResponse:
    """Add an asset to an organisation."""

    def act(world: Any) -> Any:
        asset = Asset(**{**body.dict(), "except_below": tuple(body.except_below)})
        return constituency.add_asset(world, request.auth, asset).to_dict()

    return once(request, key, body.dict(), act)


@assets.post("/end", response={200: Done, **PROBLEMS}, summary="End an asset")
def end_asset(request: ApiRequest, body: AssetEnd, key: Key) -> HttpResponse:
    """End an asset: until that day it was the organisation's."""

    def act(world: Any) -> Any:
        constituency.end_asset(world, request.auth, body.organisation, body.kind, body.value, body.last_day)
        return {"done": True}

    return once(request, key, body.dict(), act, status=200)


@register.post("/{what}", response={200: ImportAnswer, **PROBLEMS}, summary="Import a list")
def import_register(
    request: ApiRequest, what: What, key: Key, file: Annotated[UploadedFile, File()], *, dry_run: Annotated[bool, Form()] = False
) -> HttpResponse:
    """Take a whole list in, exactly as it is exported. Refused rows come back; the others are in."""
    name, language = file_name(file), request.language
    if (file.size or 0) > MOST_BYTES:
        raise _TOO_LARGE

    def act(world: Any) -> Any:
        done = constituency.import_register(world, request.auth, what, name, file.read(), dry_run=dry_run)
        return {**done.to_dict(), "rows": done.rejected_in(language).to_dicts()}

    return once(request, key, [what, name, digest_of(file), dry_run], act, status=200)
