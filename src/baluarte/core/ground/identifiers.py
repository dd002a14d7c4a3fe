"""Names that machines keep and people can read: slugs, folios, verification codes."""

import re
import unicodedata

# Crockford's letters: no I, L, O or U, so that a code survives the telephone.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FOLIO = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{6}", re.ASCII)


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
