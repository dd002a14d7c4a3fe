"""Host names, URLs and mail addresses: lower case, A-labels, one form for check and use."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

import idna

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBERS = re.compile(r"[0-9.]+", re.ASCII)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.ASCII)
_ODD = re.compile(r"[\x00-\x20\x7f\\<>\"`{}|^]")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}", re.ASCII)


@lru_cache(maxsize=1 << 16)
def read_host(text: str) -> str | None:
    """Return a host name in its one form, or None where it is not a name.

    Lower case, IDNA 2008 A-labels, no trailing dot. Underscores are accepted as
    names have them; addresses, wildcards and single empty labels are not names.

    >>> read_host("WWW.Example."), read_host("faß.example")
    ('www.example', 'xn--fa-hia.example')
    >>> read_host("192.0.2.1"), read_host("*.example"), read_host("a..example")
    (None, None, None)
    """
    name = text.removesuffix(".").lower()
    if not name or len(name) > 253 or _NUMBERS.fullmatch(name):
        return None
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, std3_rules=False).decode("ascii")
        except idna.IDNAError:
            return None
    if all(_LABEL.fullmatch(label) for label in name.split(".")):
        return name
    return None


def read_url(text: str) -> tuple[str, str] | None:
    """Return (canonical URL, host) or None where it is no link we would use.

    Userinfo, odd bytes, ports beyond 65535 and schemes other than http(s) and ftp
    are refused. The host may be an address, then it is returned as written.

    >>> read_url("HTTP://Example/A?b#c")
    ('http://example/A?b', 'example')
    >>> read_url("http://a@b/"), read_url("javascript:alert(1)")
    (None, None)
    """
    if _ODD.search(text) or len(text) > 65_536:
        return None
    scheme, mark, _ = text.partition("://")
    if not mark or scheme.lower() not in {"http", "https", "ftp"}:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return None
    host = parts.hostname if ":" in parts.hostname else _host_or_address(parts.hostname)
    if host is None:
        return None
    place = f"[{host}]" if ":" in host else host
    query = f"?{parts.query}" if parts.query else ""
    return f"{scheme.lower()}://{place}{f':{port}' if port else ''}{parts.path or '/'}{query}", host


def read_mail(text: str) -> tuple[str, str] | None:
    """Return (address as compared, domain) of exactly one mail address, or None.

    The local part keeps its case and its plus sign; the domain takes its one form.

    >>> read_mail("A.User+tag@Example.Example")
    ('A.User+tag@example.example', 'example.example')
    >>> read_mail("a@b.example, c@d.example"), read_mail("x@y)z@w")
    (None, None)
    """
    local, at, domain = text.rpartition("@")
    if not at or len(text) > 320 or not _MAIL.fullmatch(local) or ".." in local:
        return None
    if local.startswith(".") or local.endswith("."):
        return None
    host = read_host(domain)
    if host is None or "_" in host:
        return None
    return f"{local}@{host}", host


def _host_or_address(name: str) -> str | None:
    return name if _NUMBERS.fullmatch(name) else read_host(name)
