"""Versions of Python packages, in the order of PEP 440."""

import re

_FORM = re.compile(
    r"v?(?:(?P<epoch>[0-9]+)!)?(?P<release>[0-9]+(?:\.[0-9]+)*)"
    r"(?:[-_.]?(?P<pre>a|b|c|rc|alpha|beta|pre|preview)[-_.]?(?P<pre_n>[0-9]*))?"
    r"(?:(?:-(?P<post_only>[0-9]+))|(?:[-_.]?(?P<post>post|rev|r)[-_.]?(?P<post_n>[0-9]*)))?"
    r"(?:[-_.]?(?P<dev>dev)[-_.]?(?P<dev_n>[0-9]*))?"
    r"(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
    re.ASCII,
)
_PHASE = {"a": 1, "alpha": 1, "b": 2, "beta": 2, "c": 3, "rc": 3, "pre": 3, "preview": 3}
_BEFORE_ALL, _RELEASE = (0, 0), (4, 0)


def compare(one: str, other: str) -> int | None:
    """Return -1, 0 or 1, or None where a text is no such version.

    >>> compare("1.0.dev1", "1.0a1"), compare("1.0rc1", "1.0"), compare("1.0", "1.0.post1"), compare("1!0.1", "9.9")
    (-1, -1, -1, 1)
    """
    left, right = _key(one), _key(other)
    return None if left is None or right is None else (left > right) - (left < right)


def _key(text: str) -> tuple[object, ...] | None:
    form = _FORM.fullmatch(text.casefold())
    if form is None:
        return None
    release = tuple(int(part) for part in form["release"].split("."))
    while len(release) > 1 and not release[-1]:
        release = release[:-1]
    is_post = bool(form["post"] or form["post_only"])
    pre = (_PHASE[form["pre"]], int(form["pre_n"] or 0)) if form["pre"] else _RELEASE
    if form["dev"] and not form["pre"] and not is_post:
        pre = _BEFORE_ALL  # 1.0.dev1 stands before 1.0a1
    post = int(form["post_only"] or form["post_n"] or 0) if is_post else -1
    dev = (0, int(form["dev_n"] or 0)) if form["dev"] else (1, 0)
    local = tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.split(r"[-_.]", form["local"] or "") if part)
    return int(form["epoch"] or 0), release, pre, post, dev, local
