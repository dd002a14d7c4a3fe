"""Failures, counted by account and by network under a keyed hash, in the transaction of the caller."""

import hashlib
import hmac
from datetime import datetime

from baluarte.core.rights.identity.guard import FORGET, Failures, seconds_to_wait
from baluarte.core.rights.identity.names import canonical
from baluarte.store.rights.identity.tables import Attempts


def wait(key: bytes, name: str, network: str, now: datetime) -> int:
    """Return for how many seconds no secret of this account from this network is heard."""
    of_account, of_network = _keys(key, name, network)
    return seconds_to_wait(_read(of_account) if name else Failures(), _read(of_network), now)


def failed(key: bytes, name: str, network: str, now: datetime) -> None:
    """Count one failure more for both. Where no account is named, the network alone fails."""
    of_account, of_network = _keys(key, name, network)
    for one in (of_account, of_network) if name else (of_network,):
        counted = _read(one, to_change=True).one_more(now)
        Attempts.objects.update_or_create(key=one, defaults={"failures": counted.count, "last_at": now})


def succeeded(key: bytes, name: str) -> None:
    """Forget the failures of an account that came in. Its network stays counted: one own account would whitewash all guesses."""
    Attempts.objects.filter(key=_keys(key, name, "")[0]).delete()


def sweep(now: datetime) -> int:
    """Forget what is older than a day, and return how many that were."""
    return Attempts.objects.filter(last_at__lt=now - FORGET).delete()[0]


def _read(key: str, *, to_change: bool = False) -> Failures:
    rows = Attempts.objects.select_for_update() if to_change else Attempts.objects.all()
    found = rows.filter(key=key).first()
    return Failures() if found is None else Failures(found.failures, found.last_at)


def _keys(key: bytes, name: str, network: str) -> tuple[str, str]:
    return _hash(key, f"account:{canonical(name)}"), _hash(key, f"network:{network}")


def _hash(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()
