"""What a delivery is worth as evidence, weighed when it is settled: against its source, and against the ones before."""

from baluarte.core.sources.evidence import COMPARED, doubts, stops
from baluarte.core.sources.source import MOST_QUARANTINED
from baluarte.store.feeds.deliveries import Outcome
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.sources.models import FetchedRow, SourceRow

FOREIGN = "feed.foreign"
TOO_MANY = "feed.quarantine"
STOPPING = (FOREIGN, TOO_MANY)


def source_of(delivery: int) -> SourceRow | None:
    """Return the source that brought a delivery; None where nobody registered one for its feed."""
    fetched = FetchedRow.objects.filter(delivery_id=delivery).select_related("source").order_by("-id").first()
    if fetched is not None:
        return fetched.source
    feed = DeliveryRow.objects.filter(id=delivery).values_list("feed", flat=True).first()
    return SourceRow.objects.filter(kind="upload", feed=feed).exclude(state="ended").order_by("id").first()


def expected_countries(delivery: int) -> tuple[str, ...]:
    """Return the countries whose rows a delivery may bring; none where its source expects nothing."""
    source = source_of(delivery)
    return tuple(source.countries) if source else ()


def weigh(delivery: int, outcome: Outcome) -> tuple[str, ...]:
    """Return why a delivery is no evidence of absence, and stop its source where it is worse than that."""
    source = source_of(delivery)
    most = source.most_quarantined if source else MOST_QUARANTINED
    if source is not None and source.state == "active":
        why = outcome.code if outcome.code == FOREIGN else TOO_MANY if outcome.state != "failed" and stops(outcome.accounting) else ""
        if why:
            SourceRow.objects.filter(id=source.id, state="active").update(state="stopped", why=why)
    if outcome.state != "done":
        return ()
    before = (
        DeliveryRow.objects.filter(feed=outcome.feed, report=outcome.report[:400], state="done", id__lt=delivery, repeats=0)
        .order_by("-id")
        .values_list("read", "quarantined")[:COMPARED]
    )
    return doubts(outcome.accounting, [read - aside for read, aside in before], most)
