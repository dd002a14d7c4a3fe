"""Accounts and sign-in links: hashes in, core actors out."""

import re
from datetime import datetime

from django.contrib.auth.hashers import make_password

from baluarte.core.errors import Refused, Unusable
from baluarte.core.rights.actors import OPERATOR, Actor, of_account
from baluarte.core.rights.secrets import LINK_LIFE, fingerprint
from baluarte.store.rights.grants.shelf import running
from baluarte.store.rights.models import Account, SignInLink

ADMINISTRATOR = "administrator"
_PREFIX = "account-"
_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}", re.ASCII)


def member(name: str, now: datetime) -> int:
    """Return the account of a member of the team, which the first link makes. Nobody knows a password of it: there is none."""
    check_name(name)
    found, _ = Account.objects.get_or_create(name=name, defaults={"reach": "officer", "made_at": now, "password": make_password(None)})
    if not found.is_active or found.reach != "officer":
        raise Refused(
            "rights.account-closed", f"The account {name} gets no link of the team.", "It is closed, or belongs to an organisation."
        )
    return found.id


def check_name(name: str) -> None:
    """Raise `Unusable` for what is no name of an account. It names a task, as guardia-2, and no person."""
    if not _NAME.fullmatch(name):
        raise Unusable(
            "rights.account-name",
            f"{name[:100]!r} is no name of an account.",
            "It has 2 to 40 letters a-z, digits or hyphens.",
            "Write it as guardia-2.",
        )


def account_of(actor_id: str) -> int | None:
    """Return the number of an open account, or None where an actor has none."""
    found = _open_account(actor_id)
    return None if found is None else found.id


def actor(actor_id: str, now: datetime) -> Actor | None:
    """Return who an account is, with what it holds now, or None where it is closed or none."""
    found = _open_account(actor_id)
    return None if found is None else actor_of_account(found, now)


def actor_of_account(account: Account, now: datetime) -> Actor:
    """Return who an open account is, with what it holds now: a grant that ended has ended, without a restart."""
    return of_account(f"{_PREFIX}{account.id}", person_of(account), account.organisation, running(account.id, now))


def person_of(account: Account) -> str:
    """Return who stands behind an account. Whoever runs commands here can sign in as the administrator: they are one person."""
    return OPERATOR.id if account.name == ADMINISTRATOR else f"{_PREFIX}{account.id}"


def keep_link(account: int, secret: str, now: datetime) -> None:
    """Keep a new link; older ones of the account that were not used end now."""
    SignInLink.objects.filter(account_id=account, used_at=None, expires_at__gt=now).update(expires_at=now)
    SignInLink.objects.create(account_id=account, token_hash=fingerprint(secret), made_at=now, expires_at=now + LINK_LIFE)


def use_link(secret: str, now: datetime) -> Actor:
    """Spend a link and return who it signs in, or raise `Refused`. Two who come at once do not both get in."""
    hashed = fingerprint(secret)
    fresh = SignInLink.objects.filter(token_hash=hashed, used_at=None, expires_at__gt=now, account__is_active=True)
    if not fresh.update(used_at=now):
        link = SignInLink.objects.filter(token_hash=hashed).first()
        raise _spent("unknown" if link is None else "used" if link.used_at else "expired")
    account = SignInLink.objects.select_related("account").get(token_hash=hashed).account
    Account.objects.filter(id=account.id).update(last_login=now)
    return actor_of_account(account, now)


def _open_account(actor_id: str) -> Account | None:
    number = actor_id.removeprefix(_PREFIX)
    if not actor_id.startswith(_PREFIX) or not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    return Account.objects.filter(id=int(number), is_active=True).first()


def _spent(how: str) -> Refused:
    what = {"unknown": "This link is not known.", "used": "This link was already used.", "expired": "This link has expired."}[how]
    return Refused(f"rights.link-{how}", what, "A link signs in once, within an hour.", "Ask for a new one: baluarte admin link.")
