"""Confirmations: due in the transaction that acted on a mail, sent afterwards, each under one name."""

from typing import cast

from baluarte.core.ground.text import LANGUAGES
from baluarte.core.replies.said import Word
from baluarte.formats.replymail.confirmation import Noted
from baluarte.store.replies.models import ReplyRow

MOST_TRIES = 8


def due(most: int = 100) -> list[int]:
    """Return the replies that are still to be confirmed, oldest first."""
    return list(ReplyRow.objects.filter(confirmation="due", notice__isnull=False).order_by("id").values_list("id", flat=True)[:most])


def begin(number: int) -> Noted | None:
    """Count one try and return what is to be confirmed, or None where somebody else has done it or it was tried too often."""
    row = ReplyRow.objects.select_related("notice", "organisation", "contact").select_for_update(of=("self",)).filter(id=number).first()
    if row is None or row.confirmation != "due" or row.notice is None or row.organisation is None or row.contact is None:
        return None
    row.confirm_tries += 1
    row.confirmation = "due" if row.confirm_tries <= MOST_TRIES else "failed"
    row.save(update_fields=["confirm_tries", "confirmation"])
    if row.confirmation == "failed":
        return None
    chosen = row.contact.language or row.organisation.language
    languages = tuple(language for language in LANGUAGES if chosen in {language, "both"}) or ("es",)
    return Noted(
        row.id, row.notice.folio, row.notice.code, cast("Word", row.word), len(row.findings), row.until, row.contact.address,
        row.message_id, languages,
    )  # fmt: skip


def end(number: int, state: str) -> None:
    """Remember how a confirmation ended."""
    ReplyRow.objects.filter(id=number).update(confirmation=state)
