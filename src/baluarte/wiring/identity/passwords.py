"""The rules of `core/rights/identity/passwords`, with the list of common ones, in the words of pages."""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from baluarte.core.rights.identity.passwords import fault
from baluarte.wiring.identity.said import PASSWORDS

if TYPE_CHECKING:
    from baluarte.store.rights.models import Account


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Return the passwords that leaked most often. The list travels with Django, so it needs no network."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip().casefold() for line in lines)


def check_password(password: str, account: "Account | None" = None) -> None:
    """Raise `ValidationError`, in words, for a password that is not taken."""
    names = () if account is None else (account.name, account.organisation)
    if code := fault(password, common(), names):
        raise ValidationError(PASSWORDS[code], code=code)
