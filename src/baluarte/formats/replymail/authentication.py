"""What our own mail server found out about a mail (RFC 8601), and nothing that anybody else says.

Only the topmost field counts, and only under the name of our own server: whoever sends a
mail may write such fields, but below the one that our server adds. A text that a stranger
chose can stand in it within quotation marks or brackets, so these are read as what they are.
"""

import re
from collections.abc import Iterator, Sequence

_MOST_LETTERS = 20_000
_HIDDEN = str.maketrans(dict.fromkeys(";= \t\r\n()", "_"))  # within quotation marks these mean nothing
_RESULT = re.compile(r"\s*(dkim|dmarc)\s*(?:/\s*[0-9]+\s*)?=\s*pass\b", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header\.(?:d|i|from))\s*=\s*([^\s;]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)


def domains_of(fields: Sequence[str], authserv: str) -> frozenset[str]:
    """Return the domains that signed a mail, as our own server found; none where it says nothing or is not named.

    >>> told = "mx.csirt.example; dkim=pass header.d=hospital.example; spf=pass smtp.mailfrom=evil.example"
    >>> sorted(domains_of([told], "mx.csirt.example")), sorted(domains_of([told], "mx.other.example"))
    (['hospital.example'], [])
    """
    if not authserv or not fields or len(fields[0]) > _MOST_LETTERS:
        return frozenset()
    name, *results = "".join(_plain(fields[0])).split(";")
    if name.split()[:1] != [authserv] and name.split()[:1] != [authserv.casefold()]:
        return frozenset()
    return frozenset(domain for result in results for domain in _signed(result))


def _signed(result: str) -> Iterator[str]:
    """Give the domains of one result: of DKIM who signed, of DMARC whose name the sender has."""
    method = _RESULT.match(result)
    if method is None:
        return
    wanted = {"dkim": ("header.d", "header.i"), "dmarc": ("header.from",)}[method[1].lower()]
    for name, value in _PROPERTY.findall(result):
        domain = value.rpartition("@")[2].strip().casefold().rstrip(".")
        if name.lower() in wanted and _DOMAIN.fullmatch(domain):
            yield domain


def _plain(field: str) -> Iterator[str]:
    """Give the letters of a field without its comments; what stands in quotation marks loses its marks and all meaning."""
    depth, quoted = 0, False
    letters = iter(field)
    for letter in letters:
        if letter == "\\" and (quoted or depth):
            told = next(letters, "")
            yield "" if depth else told.translate(_HIDDEN)
        elif letter == '"' and not depth:
            quoted = not quoted
        elif quoted:
            yield letter.translate(_HIDDEN)
        elif letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif not depth:
            yield letter
