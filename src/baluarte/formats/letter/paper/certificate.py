"""The closure certificate: what was closed by observation, how it is known, and what that does not say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from baluarte.core.ground.text import Language
from baluarte.core.ground.world import House
from baluarte.core.warning.findings import name_of
from baluarte.core.warning.notice import Notice
from baluarte.formats import words as dates
from baluarte.formats.letter import paper_words as words
from baluarte.formats.letter.paper.official import MOST_PRINTED, frame
from baluarte.formats.letter.paper.typeset import Section, typeset
from baluarte.formats.letter.portions import one_line


def certificate_pdf(notice: Notice, house: House, language: Language, closed: Mapping[str, date]) -> bytes:
    """Return the certificate of a notice of closing as PDF; `closed` has the day of each finding, by folio."""
    paper = frame(notice, house, language, notice.folio)
    last = dates.long_date(max(closed.values()), language)
    hereby = words.HEREBY.in_(language).format(team=paper.team, name=one_line(notice.organisation.name, 160), day=last)
    total = notice.findings.height
    shown = words.SOME_HERE if total > MOST_PRINTED else words.ALL_HERE
    counted = shown.in_(language).format(shown=min(total, MOST_PRINTED), total=total)
    sections = (
        Section(
            words.CLOSED_HERE.in_(language), (counted,), tuple(one.in_(language) for one in words.COLUMNS), _rows(notice, language, closed)
        ),
        Section(words.HOW.in_(language), (words.HOW_SAID.in_(language),)),
        Section(words.LIMIT.in_(language), (words.LIMIT_SAID.in_(language),)),
    )
    return typeset(
        replace(
            paper,
            title=words.CERTIFICATE.in_(language),
            number=words.CERTIFICATE_NUMBER.in_(language).format(number=paper.number),
            to=(notice.organisation.name,),
            opening=(hereby,),
            sections=sections,
        ),
        notice.made_at,
    )


def _rows(notice: Notice, language: Language, closed: Mapping[str, date]) -> tuple[tuple[str, ...], ...]:
    columns = ("folio", "point", "identifier", "first_seen", "last_seen")
    return tuple(
        (
            folio,
            one_line(point),
            one_line(name_of(identifier).in_(language)),
            f"{first:%Y-%m-%d}",
            f"{last:%Y-%m-%d}",
            closed[folio].isoformat(),
        )
        for folio, point, identifier, first, last in notice.findings.head(MOST_PRINTED).select(columns).iter_rows()
    )
