"""Names of products by CPE 2.3: the formatted string, read strictly (NISTIR 7695, section 6.2).

`cpe:2.3:` and eleven attributes, colon between them. `*` is any value, `-` that there is
none; every other sign that is no letter, digit, `.`, `-` or `_` stands behind a backslash,
and `*` or `?` without one, at either end of a value, is a wildcard.
"""

import re
from dataclasses import astuple, dataclass

ANY, NA = "*", "-"
_PREFIX = "cpe:2.3:"
_SPLIT = re.compile(r"(?:[^:\\]|\\.)*", re.ASCII | re.DOTALL)
_SPECIAL = r"\\[!\"#$%&'()*+,./:;<=>?@\[\\\]^`{|}~-]"
_VALUE = re.compile(rf"(?:\*|\?+)?(?:[a-z0-9_.-]|{_SPECIAL})+(?:\*|\?+)?", re.ASCII)
LONGEST = 400  # letters of a name


@dataclass(frozen=True)
class Cpe:
    """One name, each attribute as it stands in the formatted string: escaped, in lower case."""

    part: str = ANY
    vendor: str = ANY
    product: str = ANY
    version: str = ANY
    update: str = ANY
    edition: str = ANY
    language: str = ANY
    sw_edition: str = ANY
    target_sw: str = ANY
    target_hw: str = ANY
    other: str = ANY

    def __str__(self) -> str:
        return _PREFIX + ":".join(astuple(self))


def read_cpe(text: str) -> Cpe | None:
    r"""Return the name, or None for what is not exactly a formatted string.

    >>> str(read_cpe(r"cpe:2.3:a:Acme:mail\-server:8.8.15:p33:*:*:*:*:*:*"))
    'cpe:2.3:a:acme:mail-server:8.8.15:p33:*:*:*:*:*:*'
    >>> read_cpe("cpe:2.3:a:acme"), read_cpe("cpe:/a:acme:mail")
    (None, None)
    """
    low = text.strip().lower()
    if len(low) > LONGEST or not low.startswith(_PREFIX):
        return None
    parts = _parts(low.removeprefix(_PREFIX))
    if len(parts) != 11 or parts[0] not in {"a", "o", "h", ANY, NA} or not all(map(_is_value, parts)):
        return None
    return Cpe(*(_canonical(part) for part in parts))


def plain(value: str) -> str:
    r"""Return an attribute as people write it; any and none are empty.

    >>> plain(r"mail\_server\(lite\)"), plain("*"), plain("zimbra_collaboration_suite")
    ('mail_server(lite)', '', 'zimbra collaboration suite')
    """
    if value in {ANY, NA}:
        return ""
    return re.sub(r"\\(.)|_", lambda found: found[1] or " ", value)


def _parts(text: str) -> list[str]:
    parts, at = [], 0
    while at <= len(text):
        found = _SPLIT.match(text, at)
        end = found.end() if found else at
        parts.append(text[at:end])
        if end < len(text) and text[end] != ":":
            return []  # a backslash with nothing behind it
        at = end + 1
    return parts


def _is_value(text: str) -> bool:
    return text in {ANY, NA} or bool(_VALUE.fullmatch(text))


def _canonical(text: str) -> str:
    """Take the backslash from signs that need none."""
    return text if text == r"\-" else re.sub(r"\\([.\-_])", r"\1", text)
