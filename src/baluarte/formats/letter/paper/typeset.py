"""From the words of a paper to the bytes of its PDF. The template takes data alone: no text of others is ever code."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from baluarte.core.ground.text import Language
from baluarte.formats.letter.paper.qr import qr_svg

if TYPE_CHECKING:
    from typst import Fonts

_REGION: dict[Language, str] = {"es": "MX", "en": "US"}


@dataclass(frozen=True)
class Section:
    """A headed part of a paper: sentences, and perhaps a table."""

    title: str
    sentences: tuple[str, ...]
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Stamp:
    """Where whoever receives a letter puts stamp, day, hour, name and signature; and where ours is signed."""

    title: str
    lines: tuple[str, ...]
    signed: str


@dataclass(frozen=True)
class Paper:
    """Everything a paper says, in one language."""

    language: Language
    label: str
    team: str
    title: str
    number: str
    day: str
    to: tuple[str, ...]
    sections: tuple[Section, ...]
    verify: tuple[str, ...]  # how to check that it is ours, beside the code
    link: str  # what the code leads to
    link_words: str  # what the code is, for who cannot see it
    foot: str
    page: str  # "page {0} of {1}"
    banner: str = ""
    stamp: Stamp | None = None
    opening: tuple[str, ...] = field(default=())


def typeset(paper: Paper, made_at: datetime) -> bytes:
    """Return the PDF of a paper."""
    import typst

    data = json.dumps(
        {**asdict(paper), "region": _REGION[paper.language], "made": [made_at.year, made_at.month, made_at.day]}, ensure_ascii=False
    )
    inputs = {"data": data, "qr": qr_svg(paper.link)}
    compiler = typst.Compiler(_template(), font_paths=_fonts(), sys_inputs=inputs)
    # Kept for decades; heard by who cannot see.
    made = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=made_at)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


@cache
def _template() -> bytes:
    return files("baluarte.formats.letter.paper").joinpath("paper.typ").read_bytes()


@cache
def _fonts() -> "Fonts":
    """Return our own letters alone: what a machine happens to have would change the bytes."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("baluarte.formats").joinpath("fonts"))]
    )
