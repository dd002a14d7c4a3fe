"""Feeds: where deliveries come from, how well each source is, and what was set aside, read again."""

from dataclasses import asdict, replace
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from baluarte.actions import sources, warning
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.sources.health import Health, gaps
from baluarte.core.sources.lists import HEALTH_WORDS, ROUNDS, SOURCES
from baluarte.core.sources.source import Kind, Source, SourceState
from baluarte.faces.api.answers import send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import MOST, Body, Key, Line, Version
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["feeds"])
_NAME = r"^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$"
_CODE = r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$"
Name = Annotated[str, Path(pattern=_NAME, description="Name of a source.")]
Mapping = Annotated[str, Field(max_length=65_536, pattern=r"^[^\u0000]*$")]
Options = Annotated[dict[Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")], Line], Field(max_length=20, default_factory=dict)]
Countries = Annotated[list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]], Field(max_length=50, default_factory=list)]


class StandingAnswer(Schema):
    """How well one source is."""

    source: str
    feed: str
    health: Health
    code: str
    because: str
    since: str | None
    reports: list[dict[str, Any]]


class FeedsHealth(Schema):
    """How well every source is."""

    rows: list[StandingAnswer]


class SourceAnswer(Schema):
    """A source with its health and its newest visits. Secrets are named, never shown."""

    source: dict[str, Any]
    health: dict[str, Any]
    rounds: list[dict[str, Any]]
    alarms: list[str]
    next_round: str | None


class SourceBody(Body):
    """A new source."""

    name: Annotated[str, Field(pattern=_NAME)]
    kind: Kind
    feed: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,60}$")] = "auto"
    options: Options
    mapping: Mapping = ""
    schedule: Line = "every 60m"
    expected_hours: Annotated[int, Field(ge=0, le=8784)] = 26
    most_quarantined: Annotated[int, Field(ge=0, le=100)] = 2
    countries: Countries


class SourceChange(Body):
    """What changes in a source; what is not named stays."""

    version: Version
    feed: Annotated[str | None, Field(pattern=r"^[a-z0-9_-]{1,60}$")] = None
    options: dict[str, Line] | None = None
    mapping: Mapping | None = None
    schedule: Line | None = None
    expected_hours: Annotated[int | None, Field(ge=0, le=8784)] = None
    most_quarantined: Annotated[int | None, Field(ge=0, le=100)] = None
    countries: list[str] | None = None
    state: SourceState | None = None


class ReparseBody(Body):
    """The reason for which rows were set aside."""

    reason: Annotated[str, Field(pattern=_CODE, max_length=64)]


class Asked(Schema):
    """The source that will be visited."""

    name: str


class ReadAgain(Schema):
    """The deliveries that were read again, with their account."""

    deliveries: list[dict[str, Any]]


@router.get("", response={200: rows_of(SOURCES), **PROBLEMS}, openapi_extra=asking(SOURCES), summary="List feeds")
def list_sources(request: ApiRequest) -> HttpResponse:
    """Return one window of the sources, each with its health."""
    return send_rows(request, sources.list_sources(request.world, request.auth, read_page(request, SOURCES)))


@router.get("/health", response={200: FeedsHealth, **PROBLEMS}, summary="How well every feed is")
def show_health(request: ApiRequest) -> HttpResponse:
    """Return the state and the age of every feed, and of each report type it brings."""
    standing = sources.feed_status(request.world, request.auth)
    return send(request, {"rows": [asdict(one) | {"because": one.because.in_(request.language)} for one in standing]})


@router.get("/rounds", response={200: rows_of(ROUNDS), **PROBLEMS}, openapi_extra=asking(ROUNDS), summary="List visits")
def list_rounds(request: ApiRequest) -> HttpResponse:
    """Return one window of the visits to sources."""
    return send_rows(request, sources.list_rounds(request.world, request.auth, read_page(request, ROUNDS)))


@router.post("/reparse", response={201: ReadAgain, **PROBLEMS}, summary="Read again what was set aside")
def reparse(request: ApiRequest, body: ReparseBody, key: Key) -> HttpResponse:
    """Let the readers of today read again what was set aside for a reason."""

    def act(world: Any) -> Any:
        numbers = sources.reparse_quarantine(world, request.auth, body.reason)
        return {"deliveries": [asdict(warning.ingest_delivery(world, request.auth, number)) for number in numbers]}

    return once(request, key, body.dict(), act)


@router.post("", response={201: SourceAnswer, **PROBLEMS}, summary="Add a feed")
def add_source(request: ApiRequest, body: SourceBody, key: Key) -> HttpResponse:
    """Describe a source; it is visited from now on."""

    def act(world: Any) -> Any:
        values = body.dict() | {"countries": tuple(body.countries)}
        sources.add_source(world, request.auth, Source(**values))
        return {"name": body.name}

    once(request, key, body.dict(), act)
    return send(request, in_full(request, body.name), 201)


@router.get("/{name}", response={200: SourceAnswer, **PROBLEMS}, summary="Show a feed")
def show_source(request: ApiRequest, name: Name) -> HttpResponse:
    """Return one source with its health and its newest visits."""
    return send(request, in_full(request, name))


@router.patch("/{name}", response={200: SourceAnswer, **PROBLEMS}, summary="Change a feed")
def change_source(request: ApiRequest, name: Name, body: SourceChange) -> HttpResponse:
    """Change a source, let one that was stopped go on, or end it."""
    source = sources.show_source(request.world, request.auth, name).source
    new = {field: value for field, value in body.dict(exclude={"version"}).items() if value is not None}
    if "countries" in new:
        new["countries"] = tuple(new["countries"])
    sources.change_source(request.world, request.auth, replace(source, **new), min(body.version, MOST))
    return send(request, in_full(request, name))


@router.post("/{name}/visit", response={201: Asked, **PROBLEMS}, summary="Ask for a visit")
def ask_for_visit(request: ApiRequest, name: Name, key: Key) -> HttpResponse:
    """Ask for a visit within a minute; the worker makes it."""

    def act(world: Any) -> Any:
        sources.ask_for_visit(world, request.auth, name)
        return {"name": name}

    return once(request, key, [name], act)


def in_full(request: ApiRequest, name: str) -> dict[str, Any]:
    """Return one source as plain values."""
    page = sources.show_source(request.world, request.auth, name)
    return {
        "source": asdict(page.source), "health": asdict(page.health) | {"because": page.health.because.in_(request.language)},
        "rounds": [asdict(one) for one in page.rounds], "alarms": [one.words.in_(request.language) for one in page.alarms],
        "next_round": page.next_round,
    }  # fmt: skip


def with_gaps(request: ApiRequest, rows: Rows) -> Rows:
    """Return a list with a sentence for each feed it rests on that is not complete."""
    words = dict(HEALTH_WORDS)
    said = tuple(
        Text(f"{gap.source}: {words[gap.health].es}, {gap.because.es}.", f"{gap.source}: {words[gap.health].en}, {gap.because.en}.")
        for gap in gaps(sources.feed_status(request.world, request.auth))
    )
    return replace(rows, notes=(*rows.notes, *said))
