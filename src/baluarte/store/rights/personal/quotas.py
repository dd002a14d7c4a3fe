"""Daily quotas: two sessions of one person share one counter, and a supervisor may allow more for the day."""

from datetime import date

from django.db import transaction
from django.db.models import F

from baluarte.core.errors import Refused
from baluarte.core.rights.access.quota import MOST_A_DAY, left
from baluarte.core.rights.actors import Actor
from baluarte.store.rights.personal.models import Quota


def spend(actor: Actor, what: str, day: date) -> None:
    """Count one more, or raise `Refused` where the day's number is used up. Only people of the team are counted."""
    if actor.reach != "officer":
        return
    with transaction.atomic():
        row, _ = Quota.objects.get_or_create(person=actor.who, day=day, what=what)
        row = Quota.objects.select_for_update().get(id=row.id)
        if not left(what, row.used, row.granted):
            raise Refused(
                "rights.quota",
                f"The {MOST_A_DAY[what] + row.granted} {what} of today are used up.",
                "Nobody reads everything in one day.",
                "Ask a supervisor for more, and say what for.",
            )
        Quota.objects.filter(id=row.id).update(used=F("used") + 1)


def allow(person: str, what: str, more: int, by: tuple[str, date]) -> int:
    """Let a person open more today; return how many that makes in all."""
    who, day = by
    if who == person:
        raise Refused("rights.two-persons", "Nobody allows themselves more.", "A supervisor does.", "Ask a supervisor.")
    row, _ = Quota.objects.get_or_create(person=person, day=day, what=what)
    Quota.objects.filter(id=row.id).update(granted=F("granted") + more, granted_by=who)
    return MOST_A_DAY[what] + row.granted + more
