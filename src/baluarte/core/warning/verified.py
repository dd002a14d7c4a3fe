"""Is this message ours? What people type from a notice, and the little they are told when it is right."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from baluarte.core.ground.identifiers import CODE_LETTERS

_MOST = 64  # letters that are looked at; the longest right answer has fourteen
_HEARD = str.maketrans("OIL", "011")  # Crockford's letters leave these out, people write them all the same
_FOLIO = re.compile(r"([A-Z]{2})([0-9]{4})([0-9]{6})", re.ASCII)
_CODE = re.compile(rf"[{CODE_LETTERS}]{{8}}", re.ASCII)
_STARS = "****"  # always four, so that they do not count the letters they cover


@dataclass(frozen=True)
class Verified:
    """That a notice left: on which day, to which domain (masked), and how its subject begins. Never what it says."""

    folio: str
    sent_on: date
    domain: str

    @property
    def subject(self) -> str:
        """How the subject of every message of this folio begins."""
        return f"[{self.folio}]"


def read_folio(typed: str) -> str:
    """Return the folio that somebody typed, or an empty text. Case, blanks and hyphens do not matter.

    >>> read_folio(" [an-2026-004217] "), read_folio("AN 2026 004217"), read_folio("4217")
    ('AN-2026-004217', 'AN-2026-004217', '')
    """
    found = _FOLIO.fullmatch(_bare(typed))
    return "-".join(found.groups()) if found else ""


def read_code(typed: str) -> str:
    """Return the eight letters of the code that somebody typed, without its hyphen, or an empty text.

    >>> read_code("k7m4 qd2x"), read_code("OIL4-qd2x"), read_code("K7M4")
    ('K7M4QD2X', '0114QD2X', '')
    """
    bare = _bare(typed).translate(_HEARD)
    return bare if _CODE.fullmatch(bare) else ""


def mask_domain(address: str) -> str:
    """Return the domain of an address, so that its owner knows it again and nobody else learns it.

    The last part stays, and so does a short one before it that is the same for many.

    >>> mask_domain("it@instituto.example"), mask_domain("a@mail.salud.gob.example"), mask_domain("a@ab.example")
    ('in****o.example', 'm****.s****.gob.example', 'a****.example')
    """
    *names, last = address.rpartition("@")[2].split(".")
    shared = [names.pop()] if len(names) > 1 and len(names[-1]) <= 3 else []
    return ".".join([*map(_masked, names), *shared, last])


def _masked(name: str) -> str:
    return f"{name[:2]}{_STARS}{name[-1]}" if len(name) > 5 else f"{name[:1]}{_STARS}"


def _bare(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed[:_MOST]).upper()
    return "".join(letter for letter in plain if letter.isalnum())
