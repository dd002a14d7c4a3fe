"""Accounts, sign-in links and tokens: hashes in, core actors out."""

import re
from datetime import datetime, timedelta
from typing import cast

from django.contrib.auth.hashers import make_password
from django.db.models import Case, CharField, Q, QuerySet, Value, When

from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of
from baluarte.core.rights.actors import OPERATOR, Actor, Reach
from baluarte.core.rights.secrets import LINK_LIFE, fingerprint, is_same
from baluarte.store.ground.narrow import narrow
from baluarte.store.rights.models import Account, SignInLink, Token

ADMINISTRATOR = "administrator"
_PREFIX = "account-"
_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}", re.ASCII)
_TOKEN_PATHS = {
    "id": "key_id",
    "name": "name",
    "account": "account__name",
    "state": "state",
    "made_at": "made_at",
    "expires_at": "expires_at",
    "last_used": "last_used",
}


def member(name: str, now: datetime) -> int:
    """Return the account of a member of the team, which the first link makes. Nobody knows a password of it: there is none."""
    if not _NAME.fullmatch(name):
        raise Unusable(
            "rights.account-name",
            f"{name[:100]!r} is no name of an account.",
            "It has 2 to 40 letters a-z, digits or hyphens.",
            "Write it as guardia-2.",
        )
    found, _ = Account.objects.get_or_create(name=name, defaults={"reach": "officer", "made_at": now, "password": make_password(None)})
    if not found.is_active or found.organisation:
        raise Refused(
            "rights.account-closed", f"The account {name} gets no link of the team.", "It is closed, or belongs to an organisation."
        )
    return found.id


def account_of(actor_id: str) -> int | None:
    """Return the number of an open account, or None where an actor has none."""
    found = _open_account(actor_id)
    return None if found is None else found.id


def actor(actor_id: str) -> Actor | None:
    """Return who an account is now, with its reach, or None where it is closed or none."""
    found = _open_account(actor_id)
    return None if found is None else _actor(f"{_PREFIX}{found.id}", found)


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
    return _actor(f"{_PREFIX}{account.id}", account)


def keep_token(account: int, key_id: str, name: str, secret: str, life: tuple[datetime, timedelta]) -> None:
    """Keep the hash of a new token; `life` is when it was made and how long it holds."""
    made_at, span = life
    Token.objects.create(
        account_id=account, key_id=key_id, name=name, secret_hash=fingerprint(secret), made_at=made_at, expires_at=made_at + span
    )


def use_token(key_id: str, secret: str, now: datetime) -> Actor | None:
    """Return who a token is, with the reach that its account has now, or None."""
    found = Token.objects.select_related("account").filter(key_id=key_id).first()
    # An unknown key takes as long as a wrong secret.
    same = is_same(secret, found.secret_hash if found else "0" * 64)
    if found is None or not same or found.revoked_at or found.expires_at <= now or not found.account.is_active:
        return None
    if found.last_used != now.date():
        Token.objects.filter(id=found.id).update(last_used=now.date())
    return _actor(f"token-{found.key_id}", found.account)


def tokens(query: Query, now: datetime) -> Rows:
    """Return the tokens that a query asks for, with the state they are in now."""
    state = Case(
        When(revoked_at__isnull=False, then=Value("revoked")),
        When(expires_at__lte=now, then=Value("expired")),
        default=Value("active"),
        output_field=CharField(),
    )
    found: QuerySet[Token] = narrow(Token.objects.annotate(state=state), query, _TOKEN_PATHS)
    page = found.values(*_TOKEN_PATHS.values())[query.offset : query.offset + query.per]
    records = [{name: row[path] for name, path in _TOKEN_PATHS.items()} for row in page]
    return Rows(query, table_of(query.shape, records), found.count())


def revoke(key_id: str, now: datetime) -> None:
    """End a token at once; one that ended already stays as it is."""
    if not Token.objects.filter(key_id=key_id).exists():
        raise Missing("rights.token-missing", f"There is no token {key_id!r}.", "", "List them to see their identifiers.")
    Token.objects.filter(Q(revoked_at=None), key_id=key_id).update(revoked_at=now)


def name_is_free(name: str) -> None:
    """Refuse an empty or endless name of a token: a list must tell tokens apart."""
    if not 0 < len(name) <= 100 or not name.isprintable():
        raise Unusable(
            "rights.token-name",
            f"{name[:100]!r} is no name for a token.",
            "A name has 1 to 100 printable letters.",
            "Name the program it is for.",
        )


def _open_account(actor_id: str) -> Account | None:
    number = actor_id.removeprefix(_PREFIX)
    if not actor_id.startswith(_PREFIX) or not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    return Account.objects.filter(id=int(number), is_active=True).first()


def _actor(name: str, account: Account) -> Actor:
    # Whoever runs commands here can sign in as the administrator: they are one person.
    person = OPERATOR.id if account.name == ADMINISTRATOR else f"{_PREFIX}{account.id}"
    return Actor(name, cast("Reach", account.reach), account.organisation, person)


def _spent(how: str) -> Refused:
    what = {"unknown": "This link is not known.", "used": "This link was already used.", "expired": "This link has expired."}[how]
    return Refused(f"rights.link-{how}", what, "A link signs in once, within an hour.", "Ask for a new one: baluarte admin link.")
