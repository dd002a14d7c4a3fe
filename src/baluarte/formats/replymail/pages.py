"""The words of a page in a mail, without what it quotes, read once from its beginning to its end.

A reader of pages that tries again at each mark that does not close takes the square of their
number. This one goes on or stops: what follows a mark that never closes are no words.
"""

import re
from collections import Counter
from html import unescape

MOST_LETTERS = 64 * 1024
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]{0,15}+)((?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>""")
_SPACE = re.compile(r"\s+")
_HIDDEN = frozenset({"blockquote", "head"})
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("style", "script", "title", "textarea", "template")}  # no words of a page
_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3"})
_QUOTE_MARKS = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "divrplyfwdmsg", "appendonsend", "ms-outlook-mobile-reference-message")


def words_of_page(page: str) -> tuple[str, str]:
    r"""Return (the words before the quotation, the code of why they may not be all).

    >>> words_of_page("<style>p{}</style><p>Listo.</p><blockquote>FALSO</blockquote>")
    ('\nListo.\n', '')
    """
    words, over = _read(page[:MOST_LETTERS])
    return "".join(words), "too-large" if len(page) > MOST_LETTERS and not over else ""


def _read(page: str) -> tuple[list[str], bool]:
    """Return the words, and whether the older message was reached."""
    words: list[str] = []
    hidden: Counter[str] = Counter()
    place = 0
    while 0 <= place < len(page):
        mark = page.find("<", place)
        if not hidden.total():
            words.append(_SPACE.sub(" ", unescape(page[place : mark if mark >= 0 else len(page)])))
        if mark < 0:
            break
        tag = _TAG.match(page, mark)
        if tag is None:
            place = _after_no_tag(page, mark, words)
            continue
        attributes = tag[3].casefold()
        if any(sign in attributes for sign in _QUOTE_MARKS):
            return words, True
        place = _after_tag(page, tag, hidden, words)
    return words, False


def _after_no_tag(page: str, mark: int, words: list[str]) -> int:
    """Return where to go on after a mark that opens no element: a comment ends by its own mark, a lone `<` is passed over."""
    follows = page[mark + 1 : mark + 2]
    if follows not in {"", "!", "?", "/"} and not follows.isalpha():
        words.append("<")
        return mark + 1
    close = "-->" if page.startswith("<!--", mark) else ">"
    end = page.find(close, mark)
    return end + len(close) if end >= 0 and not follows.isalpha() else -1


def _after_tag(page: str, tag: re.Match[str], hidden: Counter[str], words: list[str]) -> int:
    """Note what an element hides or breaks, and return where to go on."""
    name = tag[2].lower()
    if name in _RAW and not tag[1]:
        close = _RAW[name].search(page, tag.end())
        return close.start() if close else -1
    if name in _HIDDEN:
        hidden[name] = max(0, hidden[name] + (-1 if tag[1] else 1))
    if name == "body":
        hidden["head"] = 0
    if name in _BREAKS:
        words.append("\n")
    return tag.end()
