"""The mail that asks a mailbox whether it still reaches its organisation: one link, nothing to sign in to."""

from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address

from baluarte.core.constituency.lists import ROLES
from baluarte.core.ground.text import Language, Text
from baluarte.core.ground.world import House, Message
from baluarte.formats import words

_SUBJECT = Text("Prueba de contacto: confirme este buzón", "Contact test: confirm this mailbox")
_TEXT = Text(
    "Este buzón está registrado como contacto de {name} para {role}. Cuando algo suyo esté en riesgo, el aviso llega aquí.\n\n"
    "Si le corresponde, confírmelo en este enlace. No pide contraseña y vale hasta el {until}:\n{link}\n\n"
    "Si no le corresponde, dígalo en el mismo enlace, o llame a la guardia: {phone}.",
    "This mailbox is registered as a contact of {name} for {role}. When something of theirs is at risk, the warning comes here.\n\n"
    "If that is right, confirm it at this link. It asks for no password and holds until {until}:\n{link}\n\n"
    "If it is not, say so at the same link, or call the duty desk: {phone}.",
)


@dataclass(frozen=True)
class Asking:
    """Whom a test goes to, in whose name, and until when its link holds."""

    number: int
    organisation: str
    role: str
    address: str
    day: date
    until: date
    secret: str
    languages: tuple[Language, ...]


def write_contact_test(asking: Asking, house: House) -> Message:
    """Return the mail; its name holds the contact and the day, so that a second copy is recognised."""
    first = asking.languages[0]
    told = [
        _TEXT.in_(language).format(
            name=asking.organisation,
            role=dict(ROLES)[asking.role].in_(language),
            until=words.medium_date(asking.until, language),
            link=f"https://{house.domain}/{language}/confirm/{asking.number}?k={asking.secret}",
            phone=house.phone,
        )
        for language in asking.languages
    ]
    return Message(
        message_id=f"<contact-{asking.number}.{asking.day:%Y%m%d}@{house.domain}>",
        sender=str(Address(Text(house.team_es, house.team_en).in_(first), addr_spec=house.mail)),
        recipient=asking.address,
        subject=_SUBJECT.in_(first),
        text="\n\n".join(told) + "\n",
        html="",
        headers=(("Auto-Submitted", "auto-generated"), *((("X-Synthetic", "all data are invented"),) if house.synthetic else ())),
    )
