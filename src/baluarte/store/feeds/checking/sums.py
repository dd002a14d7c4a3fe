"""The daily sums that anybody may read, and the same sums counted again from raw bytes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl
from baluarte_recount import count_stream
from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from baluarte.core.feeds.accounting import Accounting
from baluarte.core.feeds.delivery import Delivery
from baluarte.store.feeds import deliveries, manifest, quarantine
from baluarte.store.feeds.deliveries import UNFINISHED
from baluarte.store.feeds.lake import Lake
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.feeds.raw import RawStore
from baluarte.store.feeds.recounting import countable, own_events

SUMS = tuple(Accounting().to_dict())
SUMS_SCHEMA = pl.Schema({"day": pl.Date(), "feed": pl.String(), "deliveries": pl.Int64(), **dict.fromkeys(SUMS, pl.Int64())})


def published(first: date, last: date) -> pl.DataFrame:
    """Return, for each day of receipt (UTC) and feed, how many deliveries were read and where their rows went."""
    rows = DeliveryRow.objects.exclude(state__in=UNFINISHED).filter(received_at__date__gte=first, received_at__date__lte=last)
    days = rows.annotate(day=TruncDate("received_at")).values("day", "feed")
    told = days.annotate(deliveries=Count("id"), **{f"sum_{name}": Sum(name) for name in SUMS}).order_by("day", "feed")
    return pl.DataFrame([_plain(row) for row in told], schema=SUMS_SCHEMA)


def recounted(raw: RawStore, lake: Lake, day: date, feed: str) -> dict[str, int]:
    """Return the sums of a day and feed, counted from raw bytes, the rows set aside, and the lake; what is left is duplicate."""
    rows = DeliveryRow.objects.exclude(state__in=UNFINISHED).filter(received_at__date=day, feed=feed).order_by("id")
    sums = dict.fromkeys(("deliveries", *SUMS), 0)
    for delivery in deliveries.of(rows.iterator(chunk_size=200)):
        for name, value in _one(raw, lake, delivery).items():
            sums[name] += value
    return sums


def differences(public: Iterable[dict[str, Any]], raw: RawStore, lake: Lake) -> tuple[int, list[str]]:
    """Return how many lines were compared, and a sentence for each that does not add up or that our bytes do not bear out."""
    failed, count = [], 0
    for line in public:
        count += 1
        place = f"{line['day']} {line['feed']}"
        told = {name: int(line[name]) for name in ("deliveries", *SUMS)}
        if told["read"] != told["accepted"] + told["duplicate"] + told["quarantined"]:
            failed.append(f"{place}: what is published does not add up: {told}.")
        found = recounted(raw, lake, date.fromisoformat(str(line["day"])), str(line["feed"]))
        failed += [
            f"{place}: {told[name]} {name} are published, our bytes give {found[name]}." for name in told if told[name] != found[name]
        ]
    return count, failed


def _one(raw: RawStore, lake: Lake, delivery: Delivery) -> dict[str, int]:
    aside = quarantine.count(delivery.id)
    kept = own_events(lake, [path for path, _ in manifest.of_delivery(delivery.id)], delivery.id)
    matched = int(kept["owned"].sum())
    if countable(delivery):
        with raw.open(delivery.blob) as stream:
            read = count_stream(stream).records
    else:
        read = delivery.accounting.read  # a refused file is one row, and nobody unpacks a bomb twice
    return {
        "deliveries": 1, "read": read, "accepted": kept.height, "duplicate": read - kept.height - aside, "quarantined": aside,
        "matched": matched, "unmatched": kept.height - matched,
    }  # fmt: skip


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"day": row["day"], "feed": row["feed"], "deliveries": row["deliveries"], **{name: row[f"sum_{name}"] for name in SUMS}}
