"""The numbers of a month, counted from the rows themselves; and what was stated and switched."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Sum

from baluarte.core.rights.access.counters import Counters, month_of, months_between
from baluarte.core.rights.access.page import Said, Switched
from baluarte.store.ledger.models import AccessRecord, Mark
from baluarte.store.rights.personal import access
from baluarte.store.rights.personal.models import AccessEntry, Delay, Erasure, Hold, Statement, Switch, Unmasking


def counters(month: str, today: date) -> Counters:
    """Return the numbers of one month."""
    bounds = month_of(month)
    if bounds is None:
        return Counters(month)
    first, last = bounds
    within = (datetime.combine(first, time.min, UTC), datetime.combine(last + timedelta(days=1), time.min, UTC))
    refused = sum(model.objects.filter(outcome="refused", at__gte=within[0], at__lt=within[1]).count() for model in (Mark, AccessRecord))
    unmaskings = Unmasking.objects.filter(asked_at__gte=within[0], asked_at__lt=within[1])
    return Counters(
        month,
        tuple(access.counts(first, last)),
        {
            "withheld": access.withheld(first, last),
            "refusals": refused,
            "unmaskings_asked": unmaskings.count(),
            "unmaskings": unmaskings.filter(until__isnull=False).count(),
            "delays_granted": Delay.objects.filter(approved_at__gte=within[0], approved_at__lt=within[1]).count(),
            "delays_ended": _ended((first, last, today), within),
            "holds": Hold.objects.filter(asked_at__gte=within[0], asked_at__lt=within[1]).count(),
            "erasures": Erasure.objects.filter(at__gte=within[0], at__lt=within[1]).aggregate(n=Sum("items"))["n"] or 0,
        },
    )


def months(today: date, most: int = 13) -> list[str]:
    """Return the months since the first read, the newest first."""
    first = AccessEntry.objects.order_by("day").values_list("day", flat=True).first()
    return months_between(first or today, today)[:most]


def statements(today: date) -> tuple[Said, ...]:
    """Return every month since statements were switched on; one that nobody stated is among them, and empty."""
    rows = {row.month: row for row in Statement.objects.all()}
    began = Switch.objects.filter(what="statement", on=True).order_by("at").values_list("at", flat=True).first()
    if began is None:
        return ()
    due = [month for month in months_between(began.date(), today) if month != f"{today:%Y-%m}" or month in rows]
    return tuple(Said(month, tuple(rows[month].kinds), rows[month].made_at) if month in rows else Said(month) for month in due)


def switches() -> tuple[Switched, ...]:
    """Return every switch that was ever turned, the newest first."""
    return tuple(Switched(row.what, row.on, row.at, row.office, row.why) for row in Switch.objects.order_by("-id"))


def _ended(days: tuple[date, date, date], within: tuple[datetime, datetime]) -> int:
    first, last, today = days
    granted = Delay.objects.filter(approved_at__isnull=False)
    by_hand = granted.filter(ended_at__gte=within[0], ended_at__lt=within[1]).count()
    return by_hand + granted.filter(ended_at=None, expires_on__gte=first, expires_on__lte=last, expires_on__lt=today).count()
