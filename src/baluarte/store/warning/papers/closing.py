"""Tell that one finding is closed, in the transaction that closes it or asks for its certificate."""

from baluarte.core.ground.world import World
from baluarte.store.warning import notices, telling
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeFinding


def tell_closing(world: World, row: FindingRow) -> None:
    """Write the notice of a closing with its message in the outbox, and remember that it was told."""
    prepared = telling.prepare(world, (row.organisation.slug,), telling.Closing(row.folio))
    drafts = telling.take(world, prepared)
    notices.put(drafts, prepared.gathered.habits)
    notices.remember_told([one.notice for one in drafts], world.now())


def was_told(folio: str) -> bool:
    """True where a notice told that a finding is closed, or is itself one of closing; a certificate rests on it."""
    return (
        not FindingRow.objects.filter(folio=folio).exists()
        or NoticeFinding.objects.filter(finding__folio=folio, notice__kind="closed").exists()
    )


def tell_if_untold(world: World, folio: str) -> None:
    """Tell of a closing that nobody was told of; one that a person decided was not observed, and has no certificate."""
    row = FindingRow.objects.select_related("organisation").filter(folio=folio, state="closed").first()
    last = FindingStep.objects.filter(finding=row).order_by("-at", "-id").first() if row else None
    if row is not None and last is not None and last.what == "closed" and not was_told(folio):
        tell_closing(world, row)
