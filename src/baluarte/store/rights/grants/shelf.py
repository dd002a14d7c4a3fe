"""Grants in and out: what an account holds at a moment, and the list of all."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from baluarte.core.errors import Missing
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of
from baluarte.core.rights.actors import Holding
from baluarte.core.rights.grants import Grant
from baluarte.core.rights.roles import DESK, ROLES, TEAM
from baluarte.store.ground.narrow import narrow
from baluarte.store.rights.grants.tables import GrantRow

_PATHS = {
    "number": "id", "account": "account__name", "role": "role", "organisation": "organisation", "scopes": "scopes", "state": "state",
    "since": "since", "until": "until", "given_by": "given_by",
}  # fmt: skip


def running(account: int, now: datetime) -> tuple[Holding, ...]:
    """Return what an account holds at this moment, in the order in which it was given."""
    rows = _running(GrantRow.objects.filter(account_id=account), now).order_by("id")
    return tuple(_grant(row).holding for row in rows)


def keep(account: int, grant: Grant, now: datetime, by: str) -> int:
    """Keep a complete grant and return its number. The same role for the same organisation that runs already ends here."""
    same = GrantRow.objects.filter(account_id=account, role=grant.role, organisation=grant.organisation)
    _end(same, now, by)
    row = GrantRow.objects.create(
        account_id=account,
        role=grant.role,
        organisation=grant.organisation,
        scopes=join(grant.scopes),
        since=now,
        until=grant.until or now + timedelta(days=ROLES[grant.role].days),
        given_by=by,
    )
    return row.id


def begin(account: int, now: datetime, by: str, *, first: bool) -> None:
    """Give a member of the team what the machine's owner lets in with: all roles to the first account, the desk to a new one.

    The roles of the first account run anew with each link, since its link is how a lost house is
    opened again; what another account was given or lost since, no link changes.
    """
    rows = GrantRow.objects.filter(account_id=account)
    running_now = set(_running(rows, now).values_list("role", flat=True))
    wanted = TEAM - running_now if first else DESK if not rows.exists() else frozenset()
    for role in sorted(wanted):
        keep(account, Grant("", role, until=now + timedelta(days=ROLES[role].days)), now, by)


def get(number: int) -> tuple[int, Grant]:
    """Return the account and the grant under a number, or raise `Missing`."""
    row = GrantRow.objects.select_related("account").filter(id=number, ended_at=None).first()
    if row is None:
        raise no_grant(number)
    return row.account_id, _grant(row)


def no_grant(number: int) -> Missing:
    """Return what is said of a grant that is not there, and of one of somebody else."""
    return Missing("rights.grant-missing", f"There is no running grant {number}.", "", "List the grants to see their numbers.")


def end(number: int, now: datetime, by: str) -> None:
    """End a grant at once."""
    _end(GrantRow.objects.filter(id=number), now, by)


def end_of_organisation(slug: str, now: datetime, by: str) -> int:
    """End every grant that is about an organisation, and return how many that were."""
    return _end(GrantRow.objects.filter(organisation=slug), now, by)


def listing(query: Query, now: datetime, organisation: str) -> Rows:
    """Return the grants that a query asks for, with the state they are in now; of one organisation, or of all."""
    found: QuerySet[GrantRow] = narrow(_within(organisation).annotate(state=_state(now)), query, _PATHS)
    page = found.values(*_PATHS.values())[query.offset : query.offset + query.per]
    records = [{name: row[path] for name, path in _PATHS.items()} | {"scopes": split(row["scopes"])} for row in page]
    return Rows(query, table_of(query.shape, records), found.count())


def ending(now: datetime, within: timedelta) -> tuple[Grant, ...]:
    """Return the running grants that end soon, the soonest first."""
    rows = _running(GrantRow.objects.select_related("account"), now).filter(until__lte=now + within).order_by("until")
    return tuple(_grant(row) for row in rows)


def join(names: Iterable[str]) -> str:
    """Return names as a list column holds them.

    >>> join({"b", "a"}), join(())
    (';a;b;', '')
    """
    return "".join(f";{one}" for one in sorted(names)) + ";" if names else ""


def split(text: str) -> list[str]:
    """Return the names that a list column holds."""
    return [one for one in text.split(";") if one]


def _within(organisation: str) -> QuerySet[GrantRow]:
    rows = GrantRow.objects.all()
    return rows.filter(organisation=organisation) if organisation else rows


def _running(rows: QuerySet[GrantRow], now: datetime) -> QuerySet[GrantRow]:
    return rows.filter(ended_at=None, since__lte=now, until__gt=now)


def _end(rows: QuerySet[GrantRow], now: datetime, by: str) -> int:
    return rows.filter(ended_at=None, until__gt=now).update(ended_at=now, ended_by=by)


def _state(now: datetime) -> Case:
    return Case(
        When(Q(ended_at__isnull=False), then=Value("ended")),
        When(until__lte=now, then=Value("expired")),
        default=Value("running"),
        output_field=CharField(),
    )


def _grant(row: GrantRow) -> Grant:
    return Grant(row.account.name, row.role, row.organisation, tuple(split(row.scopes)), row.until, row.id)
