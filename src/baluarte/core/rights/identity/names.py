"""The name of an account in its one spelling, so that no second spelling goes round a guard."""

import unicodedata

MOST_LETTERS = 100


def canonical(name: str) -> str:
    """Return a typed name as accounts are known: one form of each letter, small, without blanks at the ends.

    Full-width letters, capitals and a blank at the end are the same account, and so the same
    count of failures. What is too long to be a name is cut, and then names nobody.

    >>> canonical("  Guardia-2 "), canonical("ｇｕａｒｄｉａ-2"), canonical("GUARDIA-2") == canonical("guardia-2")
    ('guardia-2', 'guardia-2', True)
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name[: 4 * MOST_LETTERS]).casefold())
    return folded.strip()[:MOST_LETTERS]
