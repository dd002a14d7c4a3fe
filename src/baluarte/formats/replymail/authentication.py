"""What our own mail server found out about a mail (RFC 8601), and nothing that anybody else says.

Only the topmost field counts, and only under the name of our own server: whoever sends a
mail may write such fields, but below the one that our server adds. A text that a stranger
chose can stand in it within quotation marks or brackets, so these are read as what they are.
"""

import re
from collections.abc import Iterator, Sequence

_MOST_LETTERS = 20_000
_HIDDEN = str.maketrans(dict.fromkeys(";= \t\r\n()", "_"))  # within quotation marks these mean nothing
_RESULT = re.compile(r"(dkim|dmarc)(?:/[0-9]+)?=pass", re.IGNORECASE)
_EQUALS = re.compile(r"\s*=\s*")
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
    """Give the domain of one result: of DKIM who signed, of DMARC whose name the sender has.

    The whole name of a property is compared, and one that stands twice says nothing.
    """
    method, *properties = _EQUALS.sub("=", result).split() or [""]
    passed = _RESULT.fullmatch(method)
    if passed is None:
        return
    told = [(name.lower(), value) for name, _, value in (one.partition("=") for one in properties)]
    values = dict(told)
    if len(values) != len(told):
        return
    wanted = ("header.d", "header.i") if passed[1].lower() == "dkim" else ("header.from",)
    value = next((values[name] for name in wanted if name in values), "")
    domain = value.rpartition("@")[2].casefold().rstrip(".")
    if _DOMAIN.fullmatch(domain):
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
            yield " "
        elif not depth:
            yield letter
