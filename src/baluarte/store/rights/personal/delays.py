"""Delays of the notice of access: two persons, an authority, a closed reason and a day on which each ends by itself."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from baluarte.core.errors import Missing, Refused
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of
from baluarte.store.ground.narrow import narrow
from baluarte.store.rights.personal.models import AccessEntry, Delay

_PATHS = {name: name for name in ("id", "organisation", "authority", "reason", "asked_at", "expires_on", "state")} | {"renews": "renews_id"}


def standing(slugs: Iterable[str], today: date) -> dict[str, int]:
    """Return the delay that holds back the notices of each organisation today."""
    rows = _running(today).filter(organisation__in=list(slugs)).order_by("id")
    return dict(rows.values_list("organisation", "id"))


def ended(today: date) -> QuerySet[AccessEntry]:
    """Return the reads whose delay has ended and that nobody has been shown yet, in their order."""
    over = Delay.objects.filter(approved_at__isnull=False).exclude(id__in=_running(today))
    held = AccessEntry.objects.filter(delay__in=over, number=None).exclude(organisation__in=_running(today).values("organisation"))
    shown = AccessEntry.objects.filter(released_on__isnull=False).values("delay")
    return held.exclude(delay__in=shown).order_by("id")


def get(number: int) -> Delay:
    """Return one decision, or raise `Missing`."""
    row = Delay.objects.filter(id=number).first()
    if row is None:
        raise Missing("rights.delay-missing", f"There is no delay {number}.", "", "See the list of delays.")
    return row


def approve(number: int, who: str, now: datetime) -> Delay:
    """Let a delay begin, by a second person."""
    row = get(number)
    if row.asked_by == who:
        raise Refused("rights.two-persons", "Nobody approves what they asked for.", "A delay needs two persons.", "Ask a colleague.")
    Delay.objects.filter(id=number, approved_at=None).update(approved_by=who, approved_at=now)
    return get(number)


def listed(query: Query, today: date) -> Rows:
    """Return the decisions that a query asks for."""
    running = Q(approved_at__isnull=False, ended_at=None, expires_on__gte=today)
    waiting = Q(approved_at=None, ended_at=None, expires_on__gte=today)
    state = Case(
        When(running, then=Value("running")), When(waiting, then=Value("waiting")), default=Value("ended"), output_field=CharField()
    )
    found = narrow(Delay.objects.annotate(state=state), query, _PATHS)
    page = found.values(*_PATHS.values())[query.offset : query.offset + query.per]
    return Rows(query, table_of(query.shape, [{name: row[path] for name, path in _PATHS.items()} for row in page]), found.count())


def _running(today: date) -> QuerySet[Delay]:
    return Delay.objects.filter(approved_at__isnull=False, ended_at=None, expires_on__gte=today)
