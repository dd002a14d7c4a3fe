"""Make papers: printed outside of any transaction, kept inside one, and never twice for the same words."""

import hmac
from dataclasses import dataclass

from baluarte.core.ground.identifiers import read_code, read_folio
from baluarte.core.ground.world import World
from baluarte.core.warning.page import PaperFile, WaitingFile
from baluarte.formats.letter.paper import certificate_pdf, official_letter_pdf
from baluarte.store.warning.models import EnclosureRow, NoticeRow, OutboxRow
from baluarte.store.warning.papers.keep import Kind, Making, paper_of, put
from baluarte.store.warning.papers.told import as_told, closed_days, closing_of, last_of
from baluarte.store.warning.wishes.gather import LEFT

_NO_CODE = "-" * 8  # fits nothing that can be typed


@dataclass(frozen=True)
class Printed:
    """A paper that was printed and is not kept yet; its number holds only if nobody printed one meanwhile."""

    making: Making
    number: int
    content: bytes


def print_letter(world: World, folio: str, language: str, who: str) -> Printed:
    """Print the official letter of a notice, or take the one that stands and was not sent."""
    notice = last_of(folio)
    making = _making(world, notice, "letter", language, who)
    if standing := making.standing():
        return Printed(making, standing.number, bytes(standing.content))
    number = making.next_number()
    return Printed(making, number, official_letter_pdf(as_told(notice), world.house, making.language, number))


def print_certificate(world: World, folio: str, language: str, who: str) -> Printed:
    """Print the certificate of what was closed by observation, or take the one that stands: it has one number for ever."""
    notice = closing_of(folio)
    making = _making(world, notice, "certificate", language, who)
    if standing := making.standing():
        return Printed(making, standing.number, bytes(standing.content))
    told = as_told(notice)
    return Printed(making, 1, certificate_pdf(told, world.house, making.language, closed_days(notice, world.house.zone)))


def keep_printed(world: World, printed: Printed) -> PaperFile:
    """Keep what was printed and return it; what somebody else kept meanwhile is returned instead."""
    row = printed.making.standing() or put(printed.making, printed.number, printed.content)
    return PaperFile(paper_of(row, world.house.zone), bytes(row.content))


def waiting_files(world: World, folio: str, code: str) -> tuple[NoticeRow, tuple[WaitingFile, ...]] | None:
    """Return a notice that left and its files that wait, if the code is the one printed on it; anything else is none."""
    rows = NoticeRow.objects.select_related("organisation").filter(folio=read_folio(folio)).order_by("-number")
    notice = rows.first()
    printed = notice.code.replace("-", "") if notice else _NO_CODE
    fits = hmac.compare_digest(printed.encode(), read_code(code).encode())
    left = OutboxRow.objects.filter(notice__folio=read_folio(folio), state__in=LEFT).exists()
    if notice is None or not fits or not left:
        return None
    kept = EnclosureRow.objects.filter(notice__folio=notice.folio, until__gt=world.now()).order_by("notice_id", "id")
    newest = {row.name: WaitingFile(row.name, row.media_type, bytes(row.content)) for row in kept}
    return notice, tuple(newest.values())


def _making(world: World, notice: NoticeRow, kind: Kind, language: str, who: str) -> Making:
    chosen = language or notice.organisation.language
    return Making(notice, kind, "en" if chosen == "en" else "es", who, world.now())
