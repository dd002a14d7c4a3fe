"""Accounts of members: opened for an organisation or for a provider, closed with everything they held."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from baluarte.core.errors import Missing, Unusable
from baluarte.core.rights.grants import Receiver
from baluarte.store.rights.grants import shelf as grants
from baluarte.store.rights.grants.tables import GrantRow
from baluarte.store.rights.models import Account, SignInLink, Token
from baluarte.store.rights.shelf import check_name, person_of


def open_member(name: str, organisation: str, now: datetime) -> int:
    """Make an account that holds nothing yet. `organisation` is where it is at home; a provider is at home in none of ours."""
    check_name(name)
    try:
        with transaction.atomic():
            made = Account.objects.create(
                name=name, reach="constituent", organisation=organisation, made_at=now, password=make_password(None)
            )
    except IntegrityError as error:
        raise Unusable(
            "rights.account-taken", f"The name {name!r} is taken.", "A name belongs to one account, for ever.", "Choose another name."
        ) from error
    return made.id


def receiver(name: str, now: datetime) -> tuple[int, Receiver]:
    """Return the number of an open account and what counts when it is to be given something, or raise `Missing`."""
    row = Account.objects.filter(name=name, is_active=True).first()
    if row is None:
        raise no_account(name)
    return row.id, _receiver(row, now)


def receiver_of(number: int, now: datetime) -> Receiver:
    """Return the same of an account known by its number."""
    return _receiver(Account.objects.get(id=number), now)


def no_account(name: str) -> Missing:
    """Return what is said of an account that is not there, and of one that is no business of who asks."""
    return Missing("rights.account-missing", f"There is no open account {name[:100]!r}.", "", "See the list of roles.")


def close(number: int, now: datetime, by: str) -> None:
    """Close an account: its sessions, links, tokens and roles end in the same moment."""
    Account.objects.filter(id=number).update(is_active=False)
    for row in GrantRow.objects.filter(account_id=number, ended_at=None, until__gt=now):
        grants.end(row.id, now, by)
    Token.objects.filter(account_id=number, revoked_at=None).update(revoked_at=now)
    SignInLink.objects.filter(account_id=number, used_at=None, expires_at__gt=now).update(expires_at=now)


def _receiver(row: Account, now: datetime) -> Receiver:
    held = grants.running(row.id, now)
    return Receiver(person_of(row), held, row.organisation)
