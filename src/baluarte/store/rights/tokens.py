"""Tokens of programs: hashes in, core actors out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Case, CharField, QuerySet, Value, When

from baluarte.core.errors import Missing
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of
from baluarte.core.rights.actors import Actor, Limits
from baluarte.core.rights.secrets import fingerprint, is_same
from baluarte.core.rights.tokens import NOTICES, Ending, Wish, is_heard, notices_due
from baluarte.store.ground.narrow import narrow
from baluarte.store.rights.grants.shelf import join, split
from baluarte.store.rights.models import Token
from baluarte.store.rights.shelf import actor_of_account


@dataclass(frozen=True)
class Whose:
    """Which tokens somebody may see or end: all, those of one account, or those bound to one organisation."""

    account: int | None = None
    organisation: str = ""

    def rows(self) -> QuerySet[Token]:
        """Return those tokens."""
        rows = Token.objects.all()
        if self.account is not None:
            rows = rows.filter(account_id=self.account)
        return rows.filter(organisation=self.organisation) if self.organisation else rows


_PATHS = {
    "id": "key_id", "name": "name", "account": "account__name", "organisation": "organisation", "scopes": "scopes", "label": "label",
    "networks": "networks", "state": "state", "made_at": "made_at", "expires_at": "expires_at", "last_used": "last_used",
}  # fmt: skip


def keep(account: int, key_id: str, secret: str, wish: Wish, now: datetime) -> None:
    """Keep the hash of a new token and what it may do."""
    Token.objects.create(
        account_id=account,
        key_id=key_id,
        name=wish.name,
        secret_hash=fingerprint(secret),
        made_at=now,
        expires_at=now + timedelta(days=wish.days),
        scopes=join(wish.scopes),
        organisation=wish.organisation,
        label=wish.label,
        networks=join(wish.networks),
    )


def use(key_id: str, secret: str, now: datetime, address: str) -> Actor | None:
    """Return who a token is, with what its account holds now and within its own limits, or None."""
    found = Token.objects.select_related("account").filter(key_id=key_id).first()
    # An unknown key takes as long as a wrong secret.
    same = is_same(secret, found.secret_hash if found else "0" * 64)
    if found is None or not same or found.revoked_at or found.expires_at <= now or not found.account.is_active:
        return None
    if not is_heard(tuple(split(found.networks)), address):
        return None
    if found.last_used != now.date():
        Token.objects.filter(id=found.id).update(last_used=now.date())
    limits = Limits(frozenset(split(found.scopes)), found.organisation, found.label)
    maker = actor_of_account(found.account, now)
    return replace(maker, id=f"token-{found.key_id}", limits=limits, organisation=found.organisation or maker.organisation)


def is_live(key_id: str, secret: str, now: datetime) -> bool:
    """Return whether these are the words of a token that still holds, from wherever they came."""
    found = Token.objects.filter(key_id=key_id, revoked_at=None, expires_at__gt=now).first()
    return found is not None and is_same(secret, found.secret_hash)


def listing(query: Query, now: datetime, whose: Whose) -> Rows:
    """Return the tokens that a query asks for, among those that may be seen, with the state they are in now."""
    state = Case(
        When(revoked_at__isnull=False, then=Value("revoked")),
        When(expires_at__lte=now, then=Value("expired")),
        default=Value("active"),
        output_field=CharField(),
    )
    found: QuerySet[Token] = narrow(whose.rows().annotate(state=state), query, _PATHS)
    page = found.values(*_PATHS.values())[query.offset : query.offset + query.per]
    return Rows(query, table_of(query.shape, (_record(row) for row in page)), found.count())


def revoke(key_id: str, now: datetime, whose: Whose) -> None:
    """End a token at once; one that ended already stays as it is. One of somebody else is as one that never was."""
    wanted = whose.rows().filter(key_id=key_id)
    if not wanted.exists():
        raise Missing("rights.token-missing", f"There is no token {key_id[:40]!r}.", "", "List them to see their identifiers.")
    wanted.filter(revoked_at=None).update(revoked_at=now)


def ending(now: datetime) -> tuple[Ending, ...]:
    """Return the tokens whose next notice before the end is due, the soonest first."""
    rows = Token.objects.select_related("account").filter(
        revoked_at=None, expires_at__gt=now, expires_at__lte=now + NOTICES[0], noticed__lt=len(NOTICES), account__is_active=True
    )
    due = [row for row in rows.order_by("expires_at") if row.noticed < notices_due(row.expires_at, now)]
    return tuple(Ending(row.key_id, row.name, row.account.name, row.organisation, row.expires_at) for row in due)


def noticed(endings: Iterable[Ending], now: datetime) -> None:
    """Remember that a notice of these was given."""
    for one in endings:
        Token.objects.filter(key_id=one.key_id).update(noticed=notices_due(one.expires_at, now))


def _record(row: dict[str, object]) -> dict[str, object]:
    record = {name: row[path] for name, path in _PATHS.items()}
    return record | {name: split(str(record[name])) for name in ("scopes", "networks")}
