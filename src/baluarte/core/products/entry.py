"""A flaw that the team itself says is exploited, before a catalogue does or where none ever will."""

import re
from dataclasses import dataclass
from datetime import date

from baluarte.core.errors import Unusable
from baluarte.core.products.names import is_several

NATIONAL = "national"
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}", re.ASCII)
_MOST = 300


@dataclass(frozen=True)
class Exploited:
    """One entry of the public catalogue, as a page shows it."""

    cve: str
    vendor: str
    product: str
    name: str
    added: date | None
    due: date | None
    ransomware: bool


@dataclass(frozen=True)
class Entry:
    """One entry of our own: which flaw, of which product, from when to when."""

    cve: str
    vendor: str
    product: str
    name: str
    added: date
    due: date
    ransomware: bool = False
    action: str = ""


def check_entry(entry: Entry) -> Entry:
    """Return the entry in its one form, or raise `Unusable` where it could find nobody or is due before it began."""
    cve = entry.cve.strip().upper()
    texts = {name: " ".join(getattr(entry, name).split()) for name in ("vendor", "product", "name", "action")}
    if not _CVE.fullmatch(cve):
        raise Unusable("exploited.cve", f"{entry.cve!r} is not the number of a flaw.", "", "Write it as CVE-2026-12345.")
    if not texts["vendor"] or not texts["product"] or not texts["name"] or is_several(texts["product"]):
        raise Unusable(
            "exploited.product",
            "Vendor, product and name are needed.",
            "Without one product nobody who runs it can be found.",
            "Name the product as its maker does; an entry for several products is several entries.",
        )
    if any(len(text) > _MOST for text in texts.values()):
        raise Unusable("exploited.too-long", "A text of the entry is too long.", f"At most {_MOST} letters each.", "Shorten it.")
    if entry.due < entry.added:
        raise Unusable("exploited.due", "The due date lies before today.", "Nobody can be late before being told.", "Give a later day.")
    return Entry(cve, texts["vendor"], texts["product"], texts["name"], entry.added, entry.due, entry.ransomware, texts["action"])
