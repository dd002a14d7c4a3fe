"""What the catalogue says is over is forgotten by a nightly job, unless a legal hold names it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Max

from baluarte.core.ground.world import World
from baluarte.core.rights.keys.erased import Erased
from baluarte.core.rights.retention.ends import OF_SHELF, ends_on, last_day
from baluarte.store.constituency.models import ContactRow, HistoryRow
from baluarte.store.ground.models import IdempotencyKey
from baluarte.store.promises.erasing.mailbox import erase
from baluarte.store.replies.models import ReplyRow
from baluarte.store.rights.keys.vault import vault
from baluarte.store.rights.models import AccountName
from baluarte.store.rights.personal import holds
from baluarte.store.rights.personal.files import catalogue
from baluarte.store.rights.personal.models import AccessEntry
from baluarte.store.warning.forgetting import FINAL
from baluarte.store.warning.models import OutboxRow

_ANSWERS_KEPT = timedelta(days=7)


def over(today: date) -> list[tuple[str, str]]:
    """Return the shelves and periods whose key must be gone by now, and that nothing still needs."""
    told = catalogue()
    places = [(keys.path.parent.name, keys.path.stem) for keys in vault().files()]
    due = [(shelf, period) for shelf, period in places if (end := ends_on(shelf, period, told)) and today >= end]
    return [place for place in due if not holds.holds(OF_SHELF[place[0]], today) and not _needed(*place)]


def lapsed_contacts(now: datetime) -> Iterator[str]:
    """Return the mailboxes that were retired everywhere, longer ago than a contact is kept."""
    before = last_day("contact", now.date(), catalogue())
    if before is None or holds.holds("contact", now.date()):
        return
    retired = ContactRow.objects.filter(status="retired")
    last = dict(HistoryRow.objects.filter(what="contact", row_id__in=retired.values("id")).values_list("row_id").annotate(last=Max("at")))
    standing = set(ContactRow.objects.exclude(status="retired").values_list("address", flat=True))
    for row in retired.order_by("id"):
        told = last.get(row.id)
        if told is not None and told.date() < before and row.address not in standing and not row.address.endswith(".invalid"):
            yield row.address


def forget(world: World) -> tuple[Erased, list[tuple[str, str, int]]]:
    """Forget what is over; return what was erased, and which periods ended with how many subjects."""
    now = world.now()
    erased = [erase(world, address) for address in dict.fromkeys(lapsed_contacts(now))]
    items = sum(one.items for one in erased) + _delete_rows(now)
    ended = []
    for shelf, period in over(now.date()):
        ended.append((shelf, period, vault().end_period(shelf, period)))
        world.step("rights.forget.period-ended")
    return Erased(items, sum(one.keys for one in erased)), ended


def _delete_rows(now: datetime) -> int:
    told, count = catalogue(), 0
    if (day := last_day("account-name", now.date(), told)) and not holds.holds("account-name", now.date()):
        count += AccountName.objects.filter(since__lt=day).delete()[0]
    if (day := last_day("access-entry", now.date(), told)) and not holds.holds("access-entry", now.date()):
        count += AccessEntry.objects.filter(day__lt=day).delete()[0]
    return count + IdempotencyKey.objects.filter(created_at__lt=now - _ANSWERS_KEPT).delete()[0]


def _needed(shelf: str, period: str) -> bool:
    """Tell whether something of a period has not come to its end: a message that may still leave, a reply that waits."""
    year, month = int(period[:4]), int(period[5:])
    if shelf == "message":
        return OutboxRow.objects.filter(made_at__year=year, made_at__month=month).exclude(state__in=FINAL).exists()
    if shelf in {"reply", "mail"}:
        return ReplyRow.objects.filter(at__year=year, at__month=month, state="waiting").exists()
    return False
