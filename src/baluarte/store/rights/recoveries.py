"""Recoveries under way, one at most for an account."""

from datetime import datetime

from django.db import transaction

from baluarte.core.errors import Missing
from baluarte.core.rights.identity.names import canonical
from baluarte.core.rights.identity.recovery import Recovery, Vouch
from baluarte.core.rights.roles import TEAM
from baluarte.store.rights.grants.shelf import running
from baluarte.store.rights.grants.tables import GrantRow
from baluarte.store.rights.identity import factors, tables
from baluarte.store.rights.models import Account
from baluarte.store.rights.shelf import person_of


def target(name: str, now: datetime) -> tuple[int, frozenset[str]]:
    """Return an open account and the roles it holds now, or raise `Missing`."""
    found = Account.objects.filter(name=canonical(name), is_active=True).first()
    if found is None:
        raise Missing("rights.account-missing", f"There is no open account {name[:60]!r}.", "", "Check how it is written.")
    return found.id, frozenset(one.role for one in running(found.id, now))


def is_own(actor_id: str, name: str) -> bool:
    """Return whether an open account of that name is the one that asks."""
    found = Account.objects.filter(name=canonical(name), is_active=True).values_list("id", flat=True).first()
    return found is not None and actor_id == f"account-{found}"


def open_one(account: int, now: datetime, by: str) -> None:
    """Open a recovery where none is under way. Two who ask at once open one."""
    with transaction.atomic():
        Account.objects.select_for_update().get(id=account)
        if not tables.Recovery.objects.filter(account_id=account, outcome="open").exists():
            tables.Recovery.objects.create(account_id=account, asked_at=now, asked_by=by)


def get(account: int, now: datetime) -> Recovery:
    """Return the recovery of an account, or raise `Missing`."""
    found = tables.Recovery.objects.select_related("account").filter(account_id=account, outcome="open").first()
    if found is None:
        raise Missing("rights.recovery-missing", "Nobody asked to open this account anew.", "", "Vouch for it first.")
    return _read(found, now)


def vouch(account: int, person: str, ground: str, now: datetime) -> None:
    """Keep that somebody vouched."""
    found = tables.Recovery.objects.get(account_id=account, outcome="open")
    tables.RecoveryApproval.objects.create(recovery=found, person=person, ground=ground, approved_at=now)


def end(account: int, outcome: str, now: datetime) -> None:
    """End the recovery of an account."""
    tables.Recovery.objects.filter(account_id=account, outcome="open").update(outcome=outcome, ended_at=now)


def begin_anew(account: int) -> None:
    """Take its factors, its password and its sessions from an account: only a new link opens it now."""
    factors.forget_all(account)
    found = Account.objects.select_for_update().get(id=account)
    found.set_unusable_password()
    found.epoch += 1
    found.save(update_fields=["password", "epoch"])


def under_way(account: int) -> bool:
    """Return whether somebody asked to open an account anew."""
    return tables.Recovery.objects.filter(account_id=account, outcome="open").exists()


def listing(now: datetime) -> tuple[Recovery, ...]:
    """Return every recovery under way, the oldest first."""
    rows = tables.Recovery.objects.select_related("account").filter(outcome="open").order_by("asked_at")
    return tuple(_read(row, now) for row in rows)


def _read(row: tables.Recovery, now: datetime) -> Recovery:
    vouched = tables.RecoveryApproval.objects.filter(recovery=row).order_by("id").values_list("person", "ground", "approved_at")
    account = row.account
    return Recovery(
        account.name, account.organisation, person_of(account), row.asked_at, tuple(Vouch(*one) for one in vouched), _others(account, now)
    )


def _others(account: Account, now: datetime) -> int:
    """Return how many people of the team could vouch for this account, whoever runs the server among them."""
    team = GrantRow.objects.filter(role__in=TEAM, ended_at=None, until__gt=now, account__is_active=True).select_related("account")
    people = {person_of(row.account) for row in team} | {"operator"}
    return len(people - {person_of(account)})
