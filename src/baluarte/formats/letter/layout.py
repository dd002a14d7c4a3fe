"""Lay the nine blocks out: as plain text for any reader of mail, and as a plain page with the same content."""

import textwrap
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from baluarte.formats import words
from baluarte.formats.letter import phrases
from baluarte.formats.letter.blocks import Block, Part

WIDTH = 92
_INDENT = 19  # number and title stand to the left of it
_GAP = "   "


def as_text(parts: Iterable[Part]) -> str:
    """Return the text of a letter, one language after the other."""
    both = tuple(parts)
    pages = [_text_of(part, below=len(both) > 1 and place == 0) for place, part in enumerate(both)]
    return f"\n{phrases.ENGLISH_RULE}\n".join(pages)


def as_page(parts: Iterable[Part], title: str) -> str:
    """Return the same letter as HTML that loads nothing: no image, no style sheet, no script."""
    both = tuple(parts)
    sections = "\n<hr>\n".join(_page_of(part) for part in both)
    language = words.HTML_LANGUAGE[both[0].language]
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n</head>\n'
        f"<body>\n{sections}\n</body>\n</html>\n"
    )


def _text_of(part: Part, *, below: bool) -> str:
    head = _GAP.join((part.label, *part.head)) + (f"     {phrases.ENGLISH_BELOW}" if below else "")
    lines = [head, *([part.banner] if part.banner else []), ""]
    for block in part.blocks:
        lines += _block_text(block)
    return "\n".join([*lines, "", part.label]) + "\n"


def _block_text(block: Block) -> list[str]:
    label = f"{block.number}  {block.title.upper()}".ljust(_INDENT)
    lines: list[str] = []
    for sentence in block.sentences:
        lines += _wrapped(sentence)
    if not block.rows:
        return [(label if place == 0 else " " * _INDENT) + line for place, line in enumerate(lines)]
    return [label.rstrip(), *_table_text(block), *(f"{_GAP}{line}" for line in lines)]


@lru_cache(maxsize=4096)
def _wrapped(sentence: str) -> tuple[str, ...]:
    """Break a sentence into lines; most sentences of a morning are those of the letter before."""
    return tuple(textwrap.wrap(sentence, WIDTH - _INDENT, break_long_words=False, break_on_hyphens=False))


def _table_text(block: Block) -> list[str]:
    widths = [max(len(row[place]) for row in (block.header, *block.rows)) for place in range(len(block.header))]
    return [
        (_GAP + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in (block.header, *block.rows)
    ]


def _page_of(part: Part) -> str:
    label = f"<p><strong>{escape(part.label)}</strong></p>"
    head = f"<p>{escape(' · '.join(part.head))}</p>"
    banner = f"<p><strong>{escape(part.banner)}</strong></p>\n" if part.banner else ""
    blocks = "\n".join(_block_page(block) for block in part.blocks)
    return f'<div lang="{words.HTML_LANGUAGE[part.language]}">\n{label}\n{head}\n{banner}{blocks}\n{label}\n</div>'


def _block_page(block: Block) -> str:
    heading = f"<h2>{block.number}. {escape(block.title)}</h2>"
    sentences = "\n".join(f"<p>{_linked(sentence)}</p>" for sentence in block.sentences)
    return "\n".join(part for part in (heading, _table_page(block), sentences) if part)


def _table_page(block: Block) -> str:
    if not block.rows:
        return ""
    header = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.header)
    rows = "\n".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
    return f'<table border="1" cellpadding="4">\n<thead><tr>{header}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>'


def _linked(sentence: str) -> str:
    """Escape a sentence; the one link a letter has, to its own folio, can be followed."""
    before, found, link = sentence.partition("https://")
    if not found:
        return escape(sentence)
    address = escape(found + link)
    return f'{escape(before)}<a href="{address}">{address}</a>'
