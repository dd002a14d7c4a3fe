"""An asset: a network, name, service or product that is an organisation's from a day to a day."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

AssetKind = Literal["cidr", "asn", "domain", "host", "url", "account_domain", "product"]
KINDS: tuple[AssetKind, ...] = ("cidr", "asn", "domain", "host", "url", "account_domain", "product")
Origin = Literal["declared", "designation", "verified", "registry", "delegation", "import"]
Exposed = Literal["", "yes", "no"]  # as its owner says; empty is not stated
AssetCriticality = Literal["", "low", "medium", "high", "critical"]


@dataclass(frozen=True)
class Asset:
    """One claim. `value` is in the one form that `read_asset_value` gives.

    Valid on `valid_from` and up to and including `valid_until`; None is open.
    `assurance` is 0 (claimed) to 3 (designated or proved). `except_below` names children
    of a domain that are delegated away to somebody we do not serve. An asset of origin
    `delegation` is the national catch-all: it counts only where nothing else does.
    `exposed` says whether it can be reached from the internet, `supplier` who runs it for its
    owner, `cpe` the CPE 2.3 name of a product where one was given.
    """

    organisation: str
    kind: AssetKind
    value: str
    valid_from: date | None = None
    valid_until: date | None = None
    assurance: int = 3
    origin: Origin = "declared"
    criticality: AssetCriticality = ""
    except_below: tuple[str, ...] = ()
    exposed: Exposed = ""
    supplier: str = ""
    cpe: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return plain values under the names of the list's columns."""
        plain = {key: "" if value is None else str(value) for key, value in asdict(self).items()}
        plain["except_below"] = ";".join(self.except_below)
        return plain
