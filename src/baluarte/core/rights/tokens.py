"""What a token may be: its scopes, its one organisation, its label ceiling, its networks, its life.

A token never may more than its maker does at the moment of its use, and nothing it does not name.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from baluarte.core.errors import Unusable
from baluarte.core.rights.permissions import SCOPES
from baluarte.core.rights.secrets import MOST_DAYS, USUAL_DAYS

LABELS = ("clear", "green", "amber", "amber+strict")  # RED leaves with no program
MOST_NETWORKS = 50
NOTICES = (timedelta(days=14), timedelta(days=3))  # how long before its end a token is spoken of


@dataclass(frozen=True)
class Wish:
    """What somebody asks a new token to be. No scope is the default, and such a token may do nothing."""

    name: str
    days: int = USUAL_DAYS
    scopes: frozenset[str] = field(default_factory=frozenset)
    organisation: str = ""
    label: str = "amber+strict"
    networks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ending:
    """A token that ends soon, for whoever is to be told."""

    key_id: str
    name: str
    account: str
    organisation: str
    expires_at: datetime


def check_wish(wish: Wish) -> Wish:
    """Return a wish with its networks as they are written, or raise `Unusable` for what no token can be."""
    if not 1 <= wish.days <= MOST_DAYS:
        raise Unusable(
            "rights.token-days", f"A token cannot live {wish.days} days.", f"It lives 1 to {MOST_DAYS} days.", "Give fewer days."
        )
    if not 0 < len(wish.name) <= 100 or not wish.name.isprintable():
        raise Unusable(
            "rights.token-name",
            f"{wish.name[:100]!r} is no name for a token.",
            "A name has 1 to 100 printable letters.",
            "Name the program it is for.",
        )
    unknown = sorted(wish.scopes - set(SCOPES))
    if unknown:
        raise Unusable("rights.token-scopes", f"There is no scope {unknown[0][:60]!r}.", "The scopes are a closed list.", "Choose of it.")
    if wish.label not in LABELS:
        raise Unusable("rights.token-label", f"{wish.label[:40]!r} is no ceiling of a token.", "", f"It is one of: {', '.join(LABELS)}.")
    return Wish(wish.name, wish.days, wish.scopes, wish.organisation, wish.label, read_networks(wish.networks))


def read_networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return networks as they are written, or raise `Unusable`.

    >>> read_networks(("192.0.2.7", "2001:db8::/32"))
    ('192.0.2.7/32', '2001:db8::/32')
    """
    if len(texts) > MOST_NETWORKS:
        raise Unusable(
            "rights.token-networks", f"{len(texts)} networks are too many.", f"A token has {MOST_NETWORKS} at most.", "Join some."
        )
    try:
        return tuple(str(ip_network(text.strip())) for text in texts)
    except ValueError as error:
        raise Unusable(
            "rights.token-networks", "One of these is no network.", "A network is written as 192.0.2.0/24.", "Correct it."
        ) from error


def is_heard(networks: tuple[str, ...], address: str) -> bool:
    """Return whether a token is heard from an address; without networks, from anywhere.

    >>> is_heard(("192.0.2.0/24",), "::ffff:192.0.2.9"), is_heard(("192.0.2.0/24",), ""), is_heard((), "")
    (True, False, True)
    """
    if not networks:
        return True
    try:
        place = ip_address(address)
    except ValueError:
        return False
    place = getattr(place, "ipv4_mapped", None) or place
    return any(place in ip_network(one) for one in networks)


def caller_of(remote: str, forwarded: str, proxies: int) -> str:
    """Return from which address somebody comes. Each proxy of our own adds whom it heard at the end; what stands before is hearsay.

    >>> caller_of("127.0.0.1", "198.51.100.1, 192.0.2.7", 1), caller_of("127.0.0.1", "192.0.2.7", 0), caller_of("127.0.0.1", "", 1)
    ('192.0.2.7', '127.0.0.1', '')
    """
    if proxies < 1:
        return remote
    told = [one.strip() for one in forwarded.split(",") if one.strip()]
    return told[-proxies] if len(told) >= proxies else ""


def notices_due(expires_at: datetime, now: datetime) -> int:
    """Return how many of its notices a token should have given by now.

    >>> from datetime import UTC
    >>> end = datetime(2026, 3, 31, tzinfo=UTC)
    >>> [notices_due(end, end - timedelta(days=days)) for days in (20, 14, 3)]
    [0, 1, 2]
    """
    return sum(expires_at - now <= before for before in NOTICES)
