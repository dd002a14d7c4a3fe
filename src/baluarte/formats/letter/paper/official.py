"""The official letter: the nine blocks of a notice, numbered, with a line for the stamp of receipt."""

from dataclasses import replace

from baluarte.core.constituency.contact import Contact
from baluarte.core.ground.text import Language
from baluarte.core.ground.world import House
from baluarte.core.sharing.gate import may_receive
from baluarte.core.sharing.label import show_label
from baluarte.core.warning.notice import Notice
from baluarte.formats import words as dates
from baluarte.formats.letter import paper_words as words
from baluarte.formats.letter import phrases
from baluarte.formats.letter.blocks import Telling, write_part
from baluarte.formats.letter.paper.typeset import Paper, Section, Stamp, typeset
from baluarte.formats.letter.portions import portions

MOST_PRINTED = 300


def official_letter_pdf(notice: Notice, house: House, language: Language, number: int = 1) -> bytes:
    """Return the letter as PDF. What its label does not let go by paper stays out, as in the mail."""
    nobody = Contact(notice.organisation.slug, "fallback", "", status="retired")  # it is sent to the office, not to a mailbox
    told = replace(notice, contact=nobody, languages=(language,), thread=())
    detail = bool(may_receive(notice.label, "recipient", "paper"))
    parts = portions(told.living if told.living.height else told.findings)
    part = write_part(Telling(told, house, language, detail, parts=parts, most=MOST_PRINTED))
    sections = tuple(Section(f"{block.number}. {block.title}", block.sentences, block.header, block.rows) for block in part.blocks)
    paper = frame(notice, house, language, f"{notice.folio}/{number}")
    return typeset(
        replace(
            paper,
            title=words.OFFICIAL.in_(language),
            number=words.NUMBER.in_(language).format(number=paper.number),
            to=(words.TO.in_(language), notice.organisation.name),
            opening=() if notice.contact.status == "active" else (words.BY_PAPER.in_(language),),
            sections=sections,
            stamp=Stamp(
                words.STAMP.in_(language),
                tuple(one.in_(language) for one in words.STAMP_LINES),
                words.SIGNED.in_(language).format(team=paper.team),
            ),
        ),
        notice.made_at,
    )


def frame(notice: Notice, house: House, language: Language, number: str) -> Paper:
    """Return what every paper of the house has: whose it is, which label and number, and how it is checked."""
    team = house.team_es if language == "es" else house.team_en
    link = f"https://{house.domain}/{language}/verify?folio={notice.folio}" if house.domain else notice.folio
    code = notice.code
    check = (
        words.VERIFY.in_(language).format(domain=house.domain, folio=notice.folio, code=code)
        if house.domain
        else words.NO_SERVER.in_(language)
    )
    return Paper(
        language=language, label=show_label(notice.label), team=team, title="", number=number,
        day=dates.full_date(dates.local_day(notice.made_at, house.zone), language), to=(), sections=(),
        verify=(check, words.DUTY.in_(language).format(phone=house.phone)),
        link=link, link_words=words.QR.in_(language).format(link=link),
        foot=words.FOOT.in_(language).format(folio=notice.folio, code=code), page=words.PAGE.in_(language),
        banner=phrases.SYNTHETIC.in_(language) if house.synthetic else "",
    )  # fmt: skip
