"""Keep the wishes of organisations and the calendar of the country, with who changed them and when."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baluarte.core.errors import Outdated
from baluarte.core.warning.calendar.days import PLAIN, Calendar
from baluarte.core.warning.calendar.wishes import DEFAULT, Wishes, plain
from baluarte.core.warning.thread.answering import is_answer_token, off_token
from baluarte.formats.calendars import read_calendar
from baluarte.store.constituency.shelf import get
from baluarte.store.warning.models import CalendarRow, OutboxRow, WishRow


@dataclass(frozen=True)
class Kept:
    """The wishes of one organisation, their version, and whether it ever said anything."""

    wishes: Wishes = DEFAULT
    version: int = 0


def wishes_of(slug: str) -> Kept:
    """Return what an organisation wishes; `Missing` where there is none of that name."""
    row = WishRow.objects.filter(organisation=get(slug)).first()
    return Kept(_wishes(row.wishes), row.version) if row else Kept()


def every_wish(slugs: Sequence[str]) -> dict[str, Wishes]:
    """Return the wishes of some organisations, or of all that ever said anything."""
    rows = WishRow.objects.filter(organisation__slug__in=list(slugs)) if slugs else WishRow.objects.all()
    return {slug: _wishes(kept) for slug, kept in rows.values_list("organisation__slug", "wishes")}


def put_wishes(slug: str, wishes: Wishes, seen_version: int | None, now: datetime, who: str) -> str:
    """Keep the wishes of an organisation and return the digest of the change; one that was changed since is not overwritten."""
    organisation = get(slug)
    row = WishRow.objects.select_for_update().filter(organisation=organisation).first()
    before = Kept(_wishes(row.wishes), row.version) if row else Kept()
    if seen_version is not None and seen_version != before.version:
        raise Outdated(
            "wishes.changed",
            f"The wishes of {slug} were changed since they were read (version {before.version}, not {seen_version}).",
            "Two people must not overwrite each other.",
            "Read them again, then decide.",
        )
    values = {"wishes": plain(wishes), "changed_at": now, "changed_by": who, "version": before.version + 1}
    WishRow.objects.update_or_create(organisation=organisation, defaults=values)
    return _digest([slug, plain(before.wishes), plain(wishes)])


def turned_off_by(key: bytes, folio: str, secret: str) -> str:
    """Return the organisation whose mail of a folio has this secret in its header, or an empty text."""
    if not is_answer_token(secret):
        return ""
    rows = OutboxRow.objects.filter(notice__folio=folio).values_list("organisation__slug", "recipient")
    fits = [slug for slug, mailbox in rows if mailbox and hmac.compare_digest(off_token(key, slug, folio, mailbox), secret)]
    return fits[0] if fits else ""


def calendar() -> Calendar:
    """Return the calendar that notices keep; a plain week where none was ever loaded."""
    row = CalendarRow.objects.order_by("-id").first()
    return read_calendar(row.text.encode(), row.name) if row else PLAIN


def put_calendar(data: bytes, name: str, now: datetime, who: str) -> tuple[Calendar, str]:
    """Keep a calendar as its file was written, and return it with the digest of its bytes."""
    read = read_calendar(data, name)
    digest = hashlib.sha256(data).hexdigest()
    CalendarRow.objects.create(name=read.name, text=data.decode("utf-8-sig"), sha256=digest, loaded_at=now, loaded_by=who)
    return read, digest


def _wishes(kept: dict[str, object]) -> Wishes:
    return Wishes(**{**kept, "days": tuple(kept.get("days", DEFAULT.days))})  # type: ignore[arg-type] # as `plain` wrote them


def _digest(change: list[object]) -> str:
    return hashlib.sha256(json.dumps(change, sort_keys=True).encode()).hexdigest()
