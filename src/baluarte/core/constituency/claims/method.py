"""The five proofs and the designation: what each proves, how strongly, for how long.

A web file is weaker than a DNS record: somebody with a shell on the web server can place
it, and would then read the list of the victim's other holes. So it and the mail alias tell
every contact that was known before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from baluarte.core.constituency.asset import AssetKind
from baluarte.core.ground.text import Text

MethodCode = Literal["designation", "dns", "web-file", "mail-alias", "network", "review"]
_NAMES: frozenset[AssetKind] = frozenset({"domain", "account_domain", "host"})
_ANY: frozenset[AssetKind] = frozenset({"cidr", "asn", "domain", "host", "url", "account_domain", "product"})


@dataclass(frozen=True)
class Method:
    """One way to prove. `below` says that a domain so proved covers the names below it; `tells`, that known contacts are told at once.

    After `again` it is checked anew; what is missing then is lost when `grace` has passed. None: only when a person changes it.
    """

    code: MethodCode
    number: str
    assurance: int
    kinds: frozenset[AssetKind]
    again: timedelta | None
    grace: timedelta
    words: Text
    below: bool = False
    tells: bool = False
    by_itself: bool = False  # asked by a machine, without a person


METHODS: Mapping[str, Method] = {
    one.code: one
    for one in (
        Method(
            "designation", "M0", 3, _ANY, None, timedelta(0), Text("Designación oficial", "Official designation"), below=True,
        ),
        Method(
            "dns", "M1", 3, _NAMES, timedelta(days=7), timedelta(days=30), Text("Registro DNS", "DNS record"),
            below=True, by_itself=True,
        ),
        Method(
            "web-file", "M2", 2, frozenset({"host"}), timedelta(days=7), timedelta(days=14), Text("Archivo web", "Web file"),
            tells=True, by_itself=True,
        ),
        Method(
            "mail-alias", "M3", 1, frozenset({"domain", "account_domain"}), timedelta(days=180), timedelta(days=30),
            Text("Buzón de la organización", "Mail alias"), tells=True,
        ),
        Method(
            "network", "M4", 2, frozenset({"cidr", "asn"}), timedelta(days=180), timedelta(days=30),
            Text("Contacto del registro de red", "Network registry contact"),
        ),
        Method("review", "M5", 2, _ANY, timedelta(days=365), timedelta(days=30), Text("Revisión humana", "Human review"), below=True),
    )
}  # fmt: skip
METHOD_WORDS: tuple[tuple[str, Text], ...] = tuple((one.code, one.words) for one in METHODS.values())
# Whom the link of a mail alias may be sent to, besides the contact in security.txt (RFC 2142).
ALIASES = ("security", "postmaster", "hostmaster")


def method_of(code: str) -> Method | None:
    """Return a method by its code or by its number.

    >>> method_of("M1").code, method_of("web-file").assurance, method_of("trust-me")
    ('dns', 2, None)
    """
    return METHODS.get(code) or next((one for one in METHODS.values() if one.number == code.upper()), None)


def method_for(kind: AssetKind) -> Method:
    """Return the strongest method that an organisation can use by itself for a kind of asset.

    >>> method_for("domain").code, method_for("cidr").code, method_for("product").code
    ('dns', 'network', 'review')
    """
    return next((one for one in METHODS.values() if one.code != "designation" and kind in one.kinds), METHODS["review"])
