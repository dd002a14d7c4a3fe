"""Fold a text for search and order: no accents, no capitals, one form of each letter.

The same table serves Python and the databases, so a search finds the same rows on each.
"""

import unicodedata


def _pairs() -> dict[str, str]:
    """Return each Latin letter with marks and the plain small letter it stands for."""
    pairs = {}
    for number in range(0xC0, 0x250):
        letter = chr(number)
        plain = unicodedata.normalize("NFKD", letter)[0].lower()
        if plain != letter and plain.isascii() and plain.isalpha() and len(letter.lower()) == 1:
            pairs[letter] = plain
    return pairs


_PAIRS = _pairs()
MARKED = "".join(_PAIRS)
PLAIN = "".join(_PAIRS.values())
_TABLE = str.maketrans(MARKED, PLAIN)


def fold(text: str) -> str:
    """Return the text as it is compared in a search.

    >>> fold("Núcleo de ATENCIÓN"), fold("Año") == fold("ANO")
    ('nucleo de atencion', True)
    """
    return unicodedata.normalize("NFC", text).lower().translate(_TABLE)
