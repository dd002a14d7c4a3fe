"""The one mail that answers a word: what we understood, what it did, and how to say otherwise."""

from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address

from baluarte.core.ground.text import Language, Text
from baluarte.core.ground.world import House, Message
from baluarte.core.replies.said import WORDS, Word
from baluarte.core.warning.thread.marks import reply_address
from baluarte.formats import words

_SUBJECT = Text("[{folio}] Su respuesta quedó anotada", "[{folio}] Your answer was noted")
_HEARD = Text("Entendimos: {word}.", "We understood: {word}.")
_ROWS = (
    Text("Vale para {count} hallazgo.", "It is about {count} finding."),
    Text("Vale para {count} hallazgos.", "It is about {count} findings."),
)
_NEXT: dict[Word, Text] = {
    "fixed": Text(
        "Se cierra cuando deja de verse: no basta con decirlo, y usted no tiene que hacer nada más.",
        "It is closed when it is no longer seen: saying so is not enough, and there is nothing more for you to do.",
    ),
    "working": Text("Queda anotado que usted lo atiende.", "It is noted that you are working on it."),
    "false": Text(
        "Una persona del equipo lee su razón y decide. Propusimos que calle hasta el {until}.",
        "A person of the team reads your reason and decides. We proposed that it be silent until {until}.",
    ),
    "not-ours": Text("Una persona del equipo revisa de quién es el activo.", "A person of the team looks at whose asset it is."),
    "wrong-contact": Text("Ya no escribimos a este buzón por su organización.", "We no longer write to this mailbox for the organisation."),
}
_NOT_MEANT = Text(
    "Si no quiso decir esto, responda este mensaje con otra palabra o llame a la guardia: {phone}.",
    "If this is not what you meant, reply to this message with another word, or call the duty desk: {phone}.",
)
_CODE = Text("Folio {folio}, clave {code}.", "Reference {folio}, code {code}.")


@dataclass(frozen=True)
class Noted:
    """What was noted: for which notice, from which mail, of which mailbox."""

    number: int
    folio: str
    code: str
    word: Word
    findings: int
    until: date | None
    recipient: str
    answers: str  # Message-ID of the mail that it answers
    languages: tuple[Language, ...]


def write_confirmation(noted: Noted, house: House) -> Message:
    """Return the mail; its name is fixed, so that a second copy is recognised."""
    first = noted.languages[0]
    headers = [("Reply-To", reply_address(house.mail, noted.folio, noted.code)), ("Auto-Submitted", "auto-replied")]
    if noted.answers.startswith("<") and noted.answers.endswith(">") and noted.answers.isascii():
        headers += [("In-Reply-To", noted.answers), ("References", noted.answers)]
    return Message(
        message_id=f"<{noted.folio}.r{noted.number}@{house.domain}>",
        sender=str(Address(Text(house.team_es, house.team_en).in_(first), addr_spec=house.mail)),
        recipient=noted.recipient,
        subject=_SUBJECT.in_(first).format(folio=noted.folio),
        text="\n\n".join(_say(noted, house, language) for language in noted.languages) + "\n",
        html="",
        headers=(*headers, *((("X-Synthetic", "all data are invented"),) if house.synthetic else ())),
    )


def _say(noted: Noted, house: House, language: Language) -> str:
    until = words.medium_date(noted.until, language) if noted.until else ""
    lines = [
        _CODE.in_(language).format(folio=noted.folio, code=noted.code),
        _HEARD.in_(language).format(word=dict(WORDS)[noted.word].in_(language).lower()),
        *([words.counted(noted.findings, *_ROWS, language)] if noted.findings else []),
        _NEXT[noted.word].in_(language).format(until=until),
        _NOT_MEANT.in_(language).format(phone=house.phone),
    ]
    return "\n".join(lines)
