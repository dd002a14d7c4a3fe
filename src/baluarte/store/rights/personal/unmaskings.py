"""Unmaskings: who asked, who agreed, and until when a value is shown in clear."""

from datetime import datetime, timedelta

from django.db.models import Case, CharField, Value, When

from baluarte.core.errors import Missing, Refused
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of
from baluarte.core.rights.leave import Refusal
from baluarte.core.rights.masks.unmasking import Voice, is_open, may_agree
from baluarte.store.ground.narrow import narrow
from baluarte.store.rights.personal.models import Approval, Protected, Unmasking


def running(kind: str, subject: str, who: str, now: datetime) -> bool:
    """Tell whether somebody may see a value in clear now: only the one who asked, and only for the while that was agreed."""
    return Unmasking.objects.filter(kind=kind, subject=subject, asked_by=who, until__gt=now).exists()


def is_protected(kind: str, subject: str) -> bool:
    """Tell whether a subject is of the protected-source class."""
    return Protected.objects.filter(kind=kind, subject=subject, lifted_at=None).exists()


def get(number: int) -> Unmasking:
    """Return one request, or raise `Missing`."""
    row = Unmasking.objects.filter(id=number).first()
    if row is None:
        raise Missing("rights.unmasking-missing", f"There is no request {number}.", "", "See the list of requests.")
    return row


def listed(query: Query, now: datetime) -> Rows:
    """Return the requests that a query asks for."""
    state = Case(
        When(until__gt=now, then=Value("running")),
        When(until=None, asked_at__gte=now - timedelta(days=1), then=Value("waiting")),
        default=Value("ended"),
        output_field=CharField(),
    )
    paths = {name: name for name in query.shape.names}
    found = narrow(Unmasking.objects.annotate(state=state), query, paths)
    page = found.values(*paths)[query.offset : query.offset + query.per]
    return Rows(query, table_of(query.shape, page), found.count())


def agree(number: int, voice: Voice, now: datetime) -> Unmasking:
    """Add a voice; with the last one that is needed, the while begins. One that grew old is asked anew."""
    row = Unmasking.objects.select_for_update().get(id=get(number).id)
    asked = Voice(row.asked_by, row.asked_office)
    before = [Voice(one.by, one.office) for one in Approval.objects.filter(unmasking=row)]
    leave = may_agree(asked, before, voice)
    if isinstance(leave, Refusal):
        raise Refused("rights.two-offices", "This voice does not count.", leave.reason, "Ask somebody of another office.")
    if row.until is not None or row.asked_at < now - timedelta(days=1):
        raise Refused("rights.unmasking-over", "This request is over.", "It was agreed, or a day has passed.", "Ask anew.")
    Approval.objects.create(unmasking=row, by=voice.who, office=voice.office, at=now)
    if is_open(asked, [*before, voice], protected=row.protected or is_protected(row.kind, row.subject)):
        row.until = now + timedelta(minutes=row.minutes)
        row.save(update_fields=["until"])
    return row
