"""The nine blocks of a notice in one language: what a letter says, before anyone lays it out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from baluarte.core.ground.text import Language, Text
from baluarte.core.ground.world import House
from baluarte.core.sharing.label import show_label
from baluarte.core.warning.address import EXPLOITED
from baluarte.core.warning.findings import name_of
from baluarte.core.warning.notice import FIXED, MOST_ROWS, Notice
from baluarte.core.warning.thread.answering import answer_link, answer_token
from baluarte.core.warning.thread.marks import files_link, folio_link, message_id
from baluarte.formats import words
from baluarte.formats.letter import kinds, paper_words, phrases
from baluarte.formats.letter.portions import Portion, one_line, split_point

FILES_WAIT = timedelta(days=14)  # a file that was too large for its mail
MOST_KINDS = 5  # with advice in full; the others still say how to fix them
_WHAT, _TODAY, _BEFORE, _WHERE, _SURE, _ANSWER, _REAL, _WHY, _CHANGED = range(9)


@dataclass(frozen=True)
class Block:
    """One numbered block: its title, its sentences, and in block 4 the table."""

    number: int
    title: str
    sentences: tuple[str, ...]
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Part:
    """Everything a letter says in one language. `banner` is empty unless all data are invented."""

    language: Language
    label: str
    head: tuple[str, ...]
    banner: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Telling:
    """A notice, who tells it, in which language, and how much: `detail` is False where the label seals it."""

    notice: Notice
    house: House
    language: Language
    detail: bool = True
    attached: bool = True
    waiting: bool = False  # the files were too large, and can be fetched
    parts: tuple[Portion, ...] = ()  # of what is still there
    most: int = MOST_ROWS  # rows of the table; paper has room for more, and no file beside it

    @property
    def on_paper(self) -> bool:
        """True where the letter is printed: nothing is attached, and nobody presses reply."""
        return self.most > MOST_ROWS

    def say(self, text: Text, **values: str) -> str:
        """Return a sentence in the language of the letter, its blanks filled."""
        return text.in_(self.language).format(**values)

    def count(self, number: int, forms: tuple[Text, Text]) -> str:
        """Return the sentence for a number."""
        return words.counted(number, *forms, self.language)

    @property
    def link(self) -> str:
        """The address of the folio with the secret that lets this one mailbox answer; nothing where no server answers for it."""
        notice, house = self.notice, self.house
        name = message_id(notice.folio, notice.number, house.domain)
        secret = answer_token(house.answer_key, notice.organisation.slug, name, notice.contact.address) if notice.contact.address else ""
        return answer_link(folio_link(house.domain, self.language, notice.folio), secret)


def write_part(telling: Telling) -> Part:
    """Return what a letter says in one language."""
    notice, language = telling.notice, telling.language
    head = [telling.say(phrases.FOLIO, folio=notice.folio)]
    if notice.code:
        head.append(telling.say(phrases.CODE, code=notice.code))
    head.append(one_line(notice.organisation.name, 120))
    banner = phrases.SYNTHETIC.in_(language) if telling.house.synthetic else ""
    return Part(language, show_label(notice.label), tuple(head), banner, tuple(_blocks(telling)))


def _blocks(telling: Telling) -> list[Block]:
    if not telling.detail:
        said = {_WHAT: _sealed(telling), _ANSWER: _answer(telling), _REAL: _real(telling), _WHY: _why(telling)}
        return [_block(telling, place, sentences) for place, sentences in said.items()]
    said = _BY_KIND.get(telling.notice.kind, _problem)(telling)
    blocks = [_block(telling, place, sentences) for place, sentences in said.items() if sentences]
    return [_with_table(telling, block) if block.number == _WHERE + 1 else block for block in blocks]


def _problem(telling: Telling) -> dict[int, list[str]]:
    """Say what is still there: the nine blocks."""
    return {
        _WHAT: _what(telling, telling.parts),
        _TODAY: _today(telling, telling.parts),
        _BEFORE: _before(telling),
        _WHERE: _where(telling),
        _SURE: _sure(telling, telling.parts),
        _ANSWER: _answer(telling),
        _REAL: _real(telling),
        _WHY: _why(telling),
        _CHANGED: _changed(telling),
    }


def _closed(telling: Telling) -> dict[int, list[str]]:
    """Say what is gone: thanks, the certificate, and how we know."""
    notice, language = telling.notice, telling.language
    link = files_link(telling.house.domain, language, notice.folio) if notice.code else ""
    return {
        _WHAT: [telling.count(notice.findings.height, kinds.GONE)],
        _TODAY: [kinds.NOTHING_MORE.in_(language), *([telling.say(kinds.CERTIFICATE, link=link)] if link else [])],
        _WHERE: _where(telling),
        _SURE: [kinds.HOW_CLOSED.in_(language)],
        _ANSWER: [kinds.IF_STILL_THERE.in_(language)],
        _REAL: _real(telling),
        _WHY: _why(telling),
        _CHANGED: _changed(telling),
    }


def _matter_of_its_own(telling: Telling) -> dict[int, list[str]]:
    """Say what is about the reader's own registration or answer."""
    said = [text.in_(telling.language) for text in telling.notice.said]
    return {
        _WHAT: said[:1],
        _TODAY: said[1:],
        _ANSWER: [kinds.A_PERSON_READS.in_(telling.language)],
        _REAL: _real(telling),
        _WHY: _why(telling),
    }


_BY_KIND: dict[str, Callable[[Telling], dict[int, list[str]]]] = {
    "closed": _closed,
    "housekeeping": _matter_of_its_own,
    "receipt": _matter_of_its_own,
}


def _block(telling: Telling, place: int, sentences: list[str]) -> Block:
    return Block(place + 1, phrases.TITLES[place].in_(telling.language), tuple(sentences))


def _what(telling: Telling, parts: tuple[Portion, ...]) -> list[str]:
    notice = telling.notice
    opening = kinds.OPENING.get(notice.stage or notice.kind)
    sentences = [*([opening.in_(telling.language)] if opening else []), *_said(telling, 0)]
    sentences += [_matter(part, telling.language) for part in parts]
    exploited = sum(bool(EXPLOITED & set(reasons or ())) for reasons in notice.living["reasons"].to_list())
    if exploited:
        sentences.append(telling.count(exploited, phrases.EXPLOITED))
    if parts:  # one sentence of consequence: long attack stories lower the share that is fixed
        sentences.append(parts[0].kind.consequence.in_(telling.language))
    return sentences


def _matter(part: Portion, language: Language) -> str:
    text = (part.kind.one if part.count == 1 else part.kind.many).in_(language)
    said = text.format(count=words.spelled(part.count, language))
    return said[:1].upper() + said[1:]


def _said(telling: Telling, place: int) -> list[str]:
    """What a person wrote for a campaign stands before what we say of any finding of its kind."""
    said = telling.notice.said[place : place + 1] if telling.notice.kind == "campaign" else ()
    return [text.in_(telling.language) for text in said]


def _today(telling: Telling, parts: tuple[Portion, ...]) -> list[str]:
    sentences = _said(telling, 1)
    for place, part in enumerate(parts):
        since = words.long_date(_local_day(telling, part.since or telling.notice.made_at), telling.language)
        texts = (part.kind.fix, part.kind.hunt, part.kind.check) if place < MOST_KINDS else (part.kind.fix,)
        advice = [telling.say(text, since=since) for text in texts]
        if len(parts) > 1:
            name = part.kind.name.in_(telling.language)
            advice[0] = f"{name[:1].upper()}{name[1:]}: {advice[0]}"
        sentences.extend(advice)
    return [*sentences, phrases.FORWARD.in_(telling.language)]


def _before(telling: Telling) -> list[str]:
    notice, house = telling.notice, telling.house
    if notice.due is None:
        return [phrases.NO_DUE.in_(telling.language)]
    if notice.due < _local_day(telling, notice.made_at):
        above = [telling.say(kinds.ABOVE, above=one_line(notice.above, 120))] if notice.above else []
        return [telling.say(phrases.PASSED, day=words.full_date(notice.due, telling.language)), *above]
    basis = phrases.BASIS.get(notice.due_basis)
    date = f"{words.end_of_day(notice.due, house.zone, telling.language)}."
    return [date, basis.in_(telling.language)] if basis else [date]


def _where(telling: Telling) -> list[str]:
    total, language = telling.notice.findings.height, telling.language
    counts = {"shown": words.number(min(total, telling.most), language), "total": words.number(total, language)}
    if telling.on_paper:
        return [telling.say(paper_words.SOME_HERE if total > telling.most else paper_words.ALL_HERE, **counts)]
    link = files_link(telling.house.domain, language, telling.notice.folio) if telling.notice.code else ""
    if telling.waiting and link:
        day = words.medium_date(_local_day(telling, telling.notice.made_at + FILES_WAIT), language)
        return [telling.say(kinds.IN_FILE, **counts, day=day, link=link)]
    shown = phrases.SOME_ROWS if total > MOST_ROWS else phrases.ALL_ROWS
    return [telling.say(shown if telling.attached else phrases.TOO_LARGE, **counts)]


def _with_table(telling: Telling, block: Block) -> Block:
    columns, language = ["point", "identifier", "cves", "first_seen", "last_seen"], telling.language
    with_change = telling.notice.kind in kinds.WITH_CHANGE
    rows = []
    first_rows = telling.notice.findings.head(telling.most)
    told = [first_rows.get_column(name).to_list() for name in (*columns, *(["news"] if with_change else []))]
    for point, identifier, cves, first, last, *news in zip(*told, strict=True):
        place, port = split_point(point)
        flaw = _some(cves or []) or name_of(identifier).in_(language)
        change = [kinds.CHANGES[why].in_(language) if why in kinds.CHANGES else "–" for why in news]
        rows.append((one_line(place), port or "–", one_line(flaw), *change, _minute(first), _minute(last)))
    names = [*phrases.COLUMNS[:3], *([kinds.CHANGE] if with_change else []), *phrases.COLUMNS[3:]]
    header = tuple(column.in_(language) for column in names)
    return Block(block.number, block.title, block.sentences, header, tuple(rows))


def _sure(telling: Telling, parts: tuple[Portion, ...]) -> list[str]:
    findings, language = telling.notice.findings, telling.language
    sentences = []
    for column, scale in (("reliability", phrases.RELIABILITY), ("credibility", phrases.CREDIBILITY)):
        stated = sorted(set(findings[column].to_list())) if column in findings.columns else []
        sentences += [scale[grade].in_(language) for grade in stated if grade in scale]
    sentences += list(dict.fromkeys(phrases.SEEN[part.kind.seen].in_(language) for part in parts))
    reports = sorted({report for stated in findings["reports"].to_list() for report in stated or ()})
    if reports:
        sentences.append(telling.say(phrases.REPORTS, reports=one_line(", ".join(reports[:MOST_ROWS]), 160)))
    return sentences


def _answer(telling: Telling) -> list[str]:
    if not telling.detail:
        return [telling.say(phrases.ASK_BY_LINK, link=telling.link) if telling.link else phrases.ASK.in_(telling.language)]
    if telling.on_paper:
        return [telling.say(paper_words.BY_MAIL, mail=telling.house.mail)]
    by_link = [telling.say(phrases.OR_USE, link=telling.link)] if telling.link else []
    return [phrases.ONE_WORD.in_(telling.language), *by_link]


def _sealed(telling: Telling) -> list[str]:
    if telling.notice.label == "red":
        return [phrases.RED.in_(telling.language)]
    return [telling.count(telling.notice.findings.height, phrases.SEALED)]


def _real(telling: Telling) -> list[str]:
    house, language = telling.house, telling.language
    can_type = bool(house.domain and telling.notice.code)
    sentences = [telling.say(phrases.TYPE_IT, domain=house.domain) if can_type else phrases.NO_PAGE.in_(language)]
    sentences.append(phrases.NEVER.in_(language))
    if house.phone:
        sentences.append(telling.say(phrases.DUTY, phone=house.phone))
    return sentences


def _why(telling: Telling) -> list[str]:
    contact, name = telling.notice.contact, one_line(telling.notice.organisation.name, 120)
    if not contact.address:
        wanted = [paper_words.REGISTER.in_(telling.language)] if telling.on_paper else []
        return [telling.say(phrases.NO_CONTACT, name=name), *wanted]
    role = phrases.ROLES[contact.role].in_(telling.language)
    if contact.since is None:
        return [telling.say(phrases.LISTED, role=role, name=name)]
    return [telling.say(phrases.REGISTERED, role=role, name=name, day=words.medium_date(contact.since, telling.language))]


def _changed(telling: Telling) -> list[str]:
    notice = telling.notice
    if notice.kind == "campaign":
        return [phrases.CAMPAIGN.in_(telling.language)]
    sentences = [telling.count(notice.news[kind], forms) for kind, forms in phrases.NEWS.items() if notice.news.get(kind)]
    if notice.news.get(FIXED):
        sentences.append(telling.count(notice.news[FIXED], phrases.FIXED_NOW))
    elif notice.fixed:
        sentences.append(telling.count(notice.fixed, phrases.FIXED))
    if notice.thread:
        sentences.append(kinds.CAME_BACK.in_(telling.language))
    return sentences or [phrases.NO_CHANGE.in_(telling.language)]


def _local_day(telling: Telling, moment: datetime) -> date:
    return words.local_day(moment, telling.house.zone)


def _some(cves: list[str]) -> str:
    return ", ".join(cves[:2]) + ("…" if len(cves) > 2 else "")


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%MZ}"
