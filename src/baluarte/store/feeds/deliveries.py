"""Deliveries: written when their bytes are durable, and again with what became of their rows."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import cast

from django.db.models import F, Q

from baluarte.core.errors import Missing, Outdated
from baluarte.core.feeds.accounting import Accounting
from baluarte.core.feeds.delivery import Delivery, DeliveryState
from baluarte.core.feeds.reading import Lines
from baluarte.store.feeds.models import ArrivalRow, DeliveryRow
from baluarte.store.feeds.raw import Blob
from baluarte.store.ground.folios import next_folios

UNFINISHED = ("received", "parsing")


@dataclass(frozen=True)
class Outcome:
    """What became of a delivery: its state, its account, and what was odd about it."""

    state: DeliveryState
    accounting: Accounting
    lines: Lines
    feed: str
    report: str
    code: str = ""
    notes: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    parser: str = ""


def receive(feed: str, file: str, blob: Blob, now: datetime, mapping: str = "") -> Delivery:
    """Write the row of a delivery whose bytes are durable; the same bytes, still unfinished, are the same delivery."""
    same = DeliveryRow.objects.filter(blob=blob.address)
    # Of one whose rows are written and whose findings are still being merged, the feed is known by now.
    asked = Q(feed=feed) | Q(read__gt=0)
    waiting = same.filter(asked, state__in=UNFINISHED, mapping=mapping).order_by("id").first()
    if waiting is not None:
        return _delivery(waiting)
    first = same.order_by("id").values_list("id", flat=True).first()
    row = DeliveryRow.objects.create(
        feed=feed, file=_shown(file), received_at=now, blob=blob.address, bytes=blob.bytes, sha256=blob.sha256,
        repeats=first or 0, mapping=mapping,
    )  # fmt: skip
    return _delivery(row)


def give_receipt(number: int, country: str, year: int) -> Delivery:
    """Give a delivery its receipt, in the transaction that stores it; one that has a receipt keeps it."""
    rows = DeliveryRow.objects.filter(id=number)
    if rows.filter(receipt="").exists():
        rows.filter(receipt="").update(receipt=next_folios(country, year)[0])
    return get(number)


def by_receipt(receipt: str) -> Delivery:
    """Return the delivery of a receipt, or raise `Missing`."""
    row = DeliveryRow.objects.filter(receipt=receipt).exclude(receipt="").first()
    if row is None:
        raise Missing(
            "receipt.missing",
            f"There is no receipt '{receipt}'.",
            "A receipt is shown only after what it stands for was stored.",
            "Check the number: two letters, the year and six digits.",
        )
    return _delivery(row)


def get(number: int) -> Delivery:
    """Return one delivery, or raise `Missing`."""
    row = DeliveryRow.objects.filter(id=number).first()
    if row is None:
        raise Missing("delivery.missing", f"There is no delivery {number}.", "", "See the list of deliveries.")
    return _delivery(row)


def begin(number: int) -> None:
    """Say that a delivery is being read."""
    DeliveryRow.objects.filter(id=number).update(state="parsing")


def stumble(number: int) -> int:
    """Count that reading a delivery failed unforeseen, and return how often that was. A killed process does not count."""
    DeliveryRow.objects.filter(id=number).update(tries=F("tries") + 1)
    return DeliveryRow.objects.values_list("tries", flat=True).get(id=number)


def end(number: int, outcome: Outcome, now: datetime) -> None:
    """Write what became of a delivery, in the transaction that keeps its rows. It is written once."""
    written = DeliveryRow.objects.filter(id=number, state__in=UNFINISHED).update(
        state=outcome.state,
        feed=outcome.feed[:64],
        report=outcome.report[:400],
        code=outcome.code[:64],
        codes=outcome.accounting.codes,
        lines=asdict(outcome.lines),
        notes=list(outcome.notes),
        unknown_columns=list(outcome.unknown_columns),
        parser=outcome.parser[:64],
        done_at=now,
        **outcome.accounting.to_dict(),
    )
    if not written:
        raise Outdated(
            "feeds.already-read",
            f"Delivery {number} was read by another worker meanwhile.",
            "A delivery is read once; a second reading would find only duplicates.",
            "Look at the delivery: it is done.",
        )


def close(number: int, state: str, now: datetime) -> None:
    """Say that the last thing a delivery left to be done is done."""
    DeliveryRow.objects.filter(id=number, state__in=UNFINISHED).update(state=state, done_at=now)


def fail(number: int, code: str, now: datetime) -> None:
    """Say that nothing of a delivery was kept, and why."""
    DeliveryRow.objects.filter(id=number).update(state="failed", code=code[:64], done_at=now)


def arrived(number: int, days: Iterable[tuple[str, date]]) -> None:
    """Remember which report types came, for which days: closing needs evidence of absence."""
    rows = [ArrivalRow(delivery_id=number, report=report, day=day) for report, day in sorted(set(days))]
    ArrivalRow.objects.bulk_create(rows, batch_size=200)


def arrivals(since: date) -> dict[str, frozenset[date]]:
    """Return the days on which each report type arrived whole, from a day on."""
    days: dict[str, set[date]] = {}
    for report, day in ArrivalRow.objects.filter(day__gte=since).values_list("report", "day").distinct():
        days.setdefault(report, set()).add(day)
    return {report: frozenset(found) for report, found in days.items()}


def leave(number: int) -> Delivery:
    """Leave a delivery to the worker, in the transaction that stores it."""
    DeliveryRow.objects.filter(id=number).update(left=True)
    return get(number)


def left() -> list[int]:
    """Return the unfinished deliveries that were left to the worker, oldest first."""
    return list(DeliveryRow.objects.filter(left=True, state__in=UNFINISHED).order_by("id").values_list("id", flat=True))


def waiting(until: datetime | None = None) -> list[int]:
    """Return the deliveries that were received, up to a moment, and not finished, oldest first."""
    rows = DeliveryRow.objects.filter(state__in=UNFINISHED)
    old = rows.filter(received_at__lte=until) if until else rows
    return list(old.order_by("id").values_list("id", flat=True))


def of(rows: Iterable[DeliveryRow]) -> list[Delivery]:
    """Return rows as deliveries."""
    return [_delivery(row) for row in rows]


def _delivery(row: DeliveryRow) -> Delivery:
    sums = {name: getattr(row, name) for name in Accounting().to_dict()}
    return Delivery(
        id=row.id, feed=row.feed, report=row.report, file=row.file, received_at=row.received_at,
        state=cast("DeliveryState", row.state), blob=row.blob, bytes=row.bytes, sha256=row.sha256,
        accounting=Accounting(**sums, codes=dict(row.codes)), lines=Lines(**row.lines), code=row.code,
        unknown_columns=tuple(row.unknown_columns), repeats=row.repeats, mapping=row.mapping, receipt=row.receipt,
    )  # fmt: skip


def _shown(file: str) -> str:
    """A client's file name is data. NUL is the one character no database keeps, and bytes that are no text are shown as such."""
    return file.encode("utf-8", "backslashreplace").decode().replace("\0", "�")[:1024]
