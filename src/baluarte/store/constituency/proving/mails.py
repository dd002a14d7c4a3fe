"""Mails about claims: queued in the transaction they follow from, sent later, one for many claims of a kind.

Nothing is sent while an organisation waits for its answer, so that nobody can tell by the
time of it whether somebody else was told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from baluarte.core.constituency.claims.assurance import covers
from baluarte.core.constituency.contact import Contact
from baluarte.core.ground.text import LANGUAGES, Language
from baluarte.store.constituency import shelf
from baluarte.store.constituency.models import AssetRow, ClaimMailRow, ClaimRow, OrganisationRow
from baluarte.store.ground.nets.tenants import everybody

MOST_TRIES = 12
MOST_AT_ONCE = 500
TO_EVERYBODY = frozenset({"weak", "second-weak"})


@dataclass(frozen=True)
class Letter:
    """One mail to one mailbox: which kind, about what, and the rows that it settles."""

    rows: tuple[int, ...]
    kind: str
    organisation: str  # its name
    recipient: str
    languages: tuple[Language, ...]
    values: tuple[str, ...]
    told: dict[str, str]


def queue(row: ClaimRow, kind: str, now: datetime) -> None:
    """Let a mail about one claim leave."""
    ClaimMailRow.objects.create(
        organisation=row.organisation, kind=kind, made_at=now, told={"value": row.asset.value, "kind": row.asset.kind, "method": row.method}
    )


def queue_for(owner: OrganisationRow, kind: str, told: dict[str, object], now: datetime, recipient: str = "") -> None:
    """Let a mail of another kind leave to an organisation, or to one mailbox."""
    with everybody():  # it may be another organisation that is told
        ClaimMailRow.objects.create(organisation=owner, kind=kind, made_at=now, told=told, recipient=recipient)


def expand(now: datetime) -> int:
    """Find whom each queued mail goes to, and whom a claim concerns beside its maker; return how many mailboxes that is."""
    rows = ClaimMailRow.objects.select_related("organisation").filter(state="due", recipient="").order_by("id")[:MOST_AT_ONCE]
    return sum(_expand(row, now) for row in rows)


def letters() -> list[Letter]:
    """Return the mails that are due: those of one kind to one mailbox are one mail, a link is always alone."""
    groups: dict[tuple[int, str, str, int], list[ClaimMailRow]] = {}
    rows = ClaimMailRow.objects.select_related("organisation").filter(state="due").exclude(recipient="")
    for row in rows.order_by("id")[:MOST_AT_ONCE]:
        groups.setdefault((row.organisation_id, row.kind, row.recipient, row.id if row.kind == "link" else 0), []).append(row)
    return [_letter(found) for found in groups.values()]


def begin(rows: Iterable[int]) -> None:
    """Count one try of some mails, before a connection is opened."""
    for row in ClaimMailRow.objects.filter(id__in=list(rows)):
        row.tries += 1
        row.state = "due" if row.tries < MOST_TRIES else "failed"
        row.save(update_fields=["tries", "state"])


def finish(rows: Iterable[int], state: str = "done") -> None:
    """Remember that mails left, or never will."""
    ClaimMailRow.objects.filter(id__in=list(rows)).update(state=state)


def _letter(rows: list[ClaimMailRow]) -> Letter:
    first = rows[0]
    values = tuple(dict.fromkeys(str(row.told.get("value", "")) for row in rows if row.told.get("value")))
    told = {key: str(value) for key, value in first.told.items() if isinstance(value, str | int)}
    languages = _languages(first.language or first.organisation.language)
    return Letter(tuple(row.id for row in rows), first.kind, first.organisation.name, first.recipient, languages, values, told)


def _expand(row: ClaimMailRow, now: datetime) -> int:
    """Put one row for each mailbox in the place of a row without one."""
    queued: list[ClaimMailRow] = []
    if row.kind in {"holders", "weak"}:
        values = row.told.get("values") or [[row.told.get("kind", "domain"), row.told.get("value", "")]]
        kind = "second" if row.kind == "holders" else "second-weak"
        others = _others(row.organisation_id, [(str(of), str(value)) for of, value in values])
        for holder, held in sorted(others.items()):
            owner = OrganisationRow.objects.get(id=holder)
            queued += [_to(owner, one, kind, {"value": value}, now) for value in sorted(held) for one in _mailboxes(owner, kind)]
    if row.kind != "holders":
        queued += [_to(row.organisation, one, row.kind, row.told, now) for one in _mailboxes(row.organisation, row.kind)]
    ClaimMailRow.objects.bulk_create(queued)
    row.state = "done" if queued or row.kind == "holders" else "nobody"
    row.save(update_fields=["state"])
    return len(queued)


def _to(owner: OrganisationRow, contact: Contact, kind: str, told: dict[str, object], now: datetime) -> ClaimMailRow:
    return ClaimMailRow(
        organisation=owner, kind=kind, recipient=contact.address, language=contact.language or owner.language, told=told, made_at=now
    )


def _mailboxes(owner: OrganisationRow, kind: str) -> list[Contact]:
    """Return whom a mail of a kind goes to: the first contact, and where a weak proof was taken every one that was known."""
    found = {one.address: one for one in reversed(shelf.every_contact(Q(organisation=owner, status="active"))) if one.address}
    ordered = list(reversed(found.values()))
    return ordered if kind in TO_EVERYBODY else ordered[:1]


def _languages(chosen: str) -> tuple[Language, ...]:
    return tuple(language for language in LANGUAGES if chosen in {language, "both"}) or ("es",)


def _others(owner: int, values: list[tuple[str, str]]) -> dict[int, set[str]]:
    """Return the other organisations that hold these assets, or a domain around them, and what of it each holds."""
    found: dict[int, set[str]] = {}
    for kind, value in values:
        names = (
            [value, *(value.split(".", place)[place] for place in range(1, value.count(".")))] if kind not in {"cidr", "asn"} else [value]
        )
        rows = AssetRow.objects.filter(value__in=names, assurance__gt=0).exclude(organisation=owner)
        for holder, held, away in rows.values_list("organisation_id", "value", "except_below"):
            if held == value or covers(held, value, away.split(";") if away else ()):
                found.setdefault(holder, set()).add(value)
    return found
