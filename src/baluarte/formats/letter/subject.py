"""The subject: folio, label, severity, kind, how many, due; at most 78 letters, nothing that gives a host away."""

from baluarte.core.ground.text import Language
from baluarte.core.sharing.label import show_label
from baluarte.core.warning.notice import Notice
from baluarte.formats import words
from baluarte.formats.letter import phrases
from baluarte.formats.letter.kinds import SUBJECT
from baluarte.formats.letter.portions import Portion, portions

MOST_LETTERS = 78
_BY_ITSELF = frozenset({"housekeeping", "receipt"})


def write_subject(notice: Notice, language: Language, parts: tuple[Portion, ...] | None = None) -> str:
    """Return the subject of a notice: the fullest form that fits.

    What is left out first is the noun, then the word "due", then the kind; never the
    folio, the label, the severity, the count or the day. A RED notice says no more than
    that there is a message.
    """
    head = f"[{notice.folio}] {show_label(notice.label)}"
    if notice.label == "red":
        return f"{head}: {phrases.MESSAGE_FOR_YOU.in_(language)}"
    opening = SUBJECT.get(notice.stage or notice.kind)
    if notice.kind in _BY_ITSELF and opening:
        return f"{head}: {opening.in_(language)}"
    if parts is None:
        parts = portions(notice.living if notice.living.height else notice.findings)
    told = f"{opening.in_(language)}: " if opening else ""
    start = f"{head} " if notice.kind == "closed" else f"{head} {phrases.SEVERITY[notice.severity].in_(language)}: "
    tails = _tails(parts, notice, language)
    forms = [start + told + tail for tail in tails] + [start + tail for tail in tails[-1:]]
    return next((form for form in forms if len(form) <= MOST_LETTERS), forms[-1])


def _tails(parts: tuple[Portion, ...], notice: Notice, language: Language) -> list[str]:
    name = parts[0].kind.name.in_(language) if parts else ""
    counted, bare = how_many(parts, language)
    if len(parts) > 1:
        name = phrases.AND_OTHERS.in_(language).format(name=name)
    day = words.short_date(notice.due, language) if notice.due else ""
    due = f" {phrases.DUE.in_(language).format(day=day)}" if day else ""
    short_due = f" ({day})" if day else ""
    return [
        f"{name}, {counted}{due}",
        f"{name}, {bare}{due}",
        f"{name}, {bare}{short_due}",
        f"{counted}{due}",
        f"{counted}{short_due}",
        f"{bare}{short_due}",
    ]


def how_many(parts: tuple[Portion, ...], language: Language) -> tuple[str, str]:
    """Return what a notice counts, with its noun and without: hosts of one kind, else findings."""
    single = len(parts) == 1
    count = parts[0].count if single else sum(part.findings for part in parts)
    one, many = phrases.NOUNS[parts[0].kind.counts if single else "finding"]
    return words.counted(count, one, many, language), words.number(count, language)
