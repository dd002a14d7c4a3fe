"""Legal holds: what is named is not erased until a day; at that day erasure goes on by itself."""

from datetime import date, datetime

from django.db.models import Q

from baluarte.core.errors import Missing
from baluarte.store.rights.personal.models import Hold


def holds(retention: str, today: date, subject: str = "") -> bool:
    """Tell whether a class of retention, or one subject of it, is held today."""
    wanted = Q(subject="") | Q(subject=subject) if subject else Q(subject="")
    return Hold.objects.filter(wanted, retention=retention, ended_at=None, expires_on__gte=today).exists()


def end(number: int, now: datetime) -> Hold:
    """End a hold before its day."""
    row = Hold.objects.filter(id=number).first()
    if row is None:
        raise Missing("rights.hold-missing", f"There is no hold {number}.", "", "See the list of holds.")
    Hold.objects.filter(id=number, ended_at=None).update(ended_at=now)
    return row
