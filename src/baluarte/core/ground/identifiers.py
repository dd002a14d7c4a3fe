"""Names that machines keep and people can read: slugs, folios, verification codes."""

import re
import unicodedata

# Crockford's letters: no I, L, O or U, so that a code survives the telephone.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FOLIO = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{6}", re.ASCII)
_HEARD = str.maketrans("OIL", "011")  # people write the letters that the code leaves out all the same
_TYPED_FOLIO = re.compile(r"([A-Z]{2})([0-9]{4})([0-9]{6})", re.ASCII)
_TYPED_CODE = re.compile(rf"[{CODE_LETTERS}]{{8}}", re.ASCII)
_MOST_TYPED = 64  # letters that are looked at; the longest right answer has fourteen


def slug(text: str) -> str:
    """Return the lower-case ASCII form of a name, fit for a path and a file name.

    Empty when nothing of the text survives; the caller decides what that means.

    >>> slug("Instituto Ejemplo de Salud")
    'instituto-ejemplo-de-salud'
    >>> slug("  Año Nuevo, S.A. ")
    'ano-nuevo-s-a'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def folio(country: str, year: int, number: int) -> str:
    """Return the reference of one thing: country of the pack, year, six digits.

    >>> folio("AN", 2026, 4217)
    'AN-2026-004217'
    """
    return f"{country}-{year:04d}-{number:06d}"


def verification_code(random_bits: int) -> str:
    """Return 40 random bits as the eight letters printed beside a folio.

    >>> verification_code(0)
    '0000-0000'
    """
    letters = [CODE_LETTERS[(random_bits >> shift) & 31] for shift in range(35, -1, -5)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def read_folio(typed: str) -> str:
    """Return the folio that somebody typed, or an empty text. Case, blanks and hyphens do not matter.

    >>> read_folio(" [an-2026-004217] "), read_folio("AN 2026 004217"), read_folio("4217")
    ('AN-2026-004217', 'AN-2026-004217', '')
    """
    found = _TYPED_FOLIO.fullmatch(_bare(typed))
    return "-".join(found.groups()) if found else ""


def read_code(typed: str) -> str:
    """Return the eight letters of the code that somebody typed, without its hyphen, or an empty text.

    >>> read_code("k7m4 qd2x"), read_code("OIL4-qd2x"), read_code("K7M4")
    ('K7M4QD2X', '0114QD2X', '')
    """
    bare = _bare(typed).translate(_HEARD)
    return bare if _TYPED_CODE.fullmatch(bare) else ""


def _bare(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed[:_MOST_TYPED]).upper()
    return "".join(letter for letter in plain if letter.isalnum())
