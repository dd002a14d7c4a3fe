"""The mails about claims: the link that proves a mailbox, what was verified or lost, and that somebody else claims the same.

None of them names another organisation: who else holds an asset is nobody else's business.
"""

from dataclasses import dataclass
from email.headerregistry import Address
from hashlib import sha256

from baluarte.core.ground.text import Language, Text
from baluarte.core.ground.world import House, Message

MOST_NAMED = 40
_SUBJECTS = {
    "link": Text("Confirme que este buzón es de {values}", "Confirm that this mailbox belongs to {values}"),
    "verified": Text("Comprobado: {values}", "Verified: {values}"),
    "missing": Text("Ya no vemos la prueba de {values}", "The proof of {values} is missing"),
    "lost": Text("Se perdió la comprobación de {values}", "Verification of {values} was lost"),
    "weak": Text("Alguien comprobó {values} con un método débil", "Somebody verified {values} by a weak method"),
    "second": Text("Otra organización dice que {values} es suyo", "Another organisation says that {values} is theirs"),
    "second-weak": Text("Otra organización comprobó {values}", "Another organisation verified {values}"),
    "delegated": Text("Le delegaron {values}", "You were delegated {values}"),
    "shared": Text("Compartieron con usted {values}", "You were given access to {values}"),
    "decided": Text("Se decidió la disputa de {values}", "The dispute over {values} was decided"),
}
_TEXTS = {
    "link": Text(
        "{organisation} dice que estos nombres son suyos:\n\n{list}\n\n"
        "Este buzón es de quien administra el dominio. Si es correcto, confírmelo aquí. El enlace vale siete días y una sola vez:\n{link}\n\n"
        "Si no lo es, no haga nada, o llame a la guardia: {phone}.",
        "{organisation} says that these names are theirs:\n\n{list}\n\n"
        "This mailbox belongs to whoever runs the domain. If it is right, confirm it here. The link holds seven days, once:\n{link}\n\n"
        "If it is not, do nothing, or call the duty desk: {phone}.",
    ),
    "verified": Text(
        "Listo. Confirmamos que lo siguiente es de {organisation}:\n\n{list}\n\nYa puede ver sus hallazgos: {place}",
        "Done. We confirmed that the following belongs to {organisation}:\n\n{list}\n\nYou can now see your findings: {place}",
    ),
    "missing": Text(
        "Hoy no vimos la prueba de lo siguiente:\n\n{list}\n\n"
        "Nada cambia todavía. Si el registro se borró, vuelva a ponerlo. Cuando aparezca no hará falta nada más: {place}",
        "Today we did not see the proof of the following:\n\n{list}\n\n"
        "Nothing changes yet. If the record was deleted, put it back. When it appears nothing else is needed: {place}",
    ),
    "lost": Text(
        "Pasó el plazo y la prueba de lo siguiente no volvió:\n\n{list}\n\n"
        "Lo que cambia: en el portal verá el resumen y no el detalle. "
        "Lo que no cambia: los avisos siguen llegando a sus contactos. Para comprobarlo otra vez: {place}",
        "The time has passed and the proof of the following did not come back:\n\n{list}\n\n"
        "What changes: in the portal you see the summary and not the detail. "
        "What does not change: warnings keep reaching your contacts. To verify it again: {place}",
    ),
    "weak": Text(
        "En nombre de {organisation} se comprobó lo siguiente con un archivo web o con un enlace por correo:\n\n{list}\n\n"
        "Quien entró a un servidor o a un buzón también podría hacerlo. Si no fue alguien de su organización, llame a la guardia: {phone}.",
        "In the name of {organisation} the following was verified by a web file or by a mailed link:\n\n{list}\n\n"
        "Somebody who broke into a server or a mailbox could do that as well. If it was none of your people, call the duty desk: {phone}.",
    ),
    "second": Text(
        "Otra organización pidió comprobar que lo siguiente es suyo. Usted lo tiene registrado:\n\n{list}\n\n"
        "Puede ser correcto, como con un proveedor. Si no lo es, abra una disputa: {place} o llame a la guardia: {phone}.",
        "Another organisation asked to verify that the following is theirs. You have it registered:\n\n{list}\n\n"
        "That may be right, as with a provider. If it is not, open a dispute: {place} or call the duty desk: {phone}.",
    ),
    "second-weak": Text(
        "Otra organización comprobó lo siguiente con un archivo web o con un enlace por correo. Usted lo tiene registrado:\n\n{list}\n\n"
        "Si no lo esperaba, revise ese servidor o ese buzón y llame a la guardia: {phone}.",
        "Another organisation verified the following by a web file or by a mailed link. You have it registered:\n\n{list}\n\n"
        "If you did not expect that, look at the server or the mailbox and call the duty desk: {phone}.",
    ),
    "delegated": Text(
        "La organización que administra el dominio de arriba dijo que lo siguiente es de {organisation}:\n\n{list}\n\n"
        "Desde hoy recibe usted sus avisos. Si no le corresponde, dígalo: {place}",
        "The organisation that runs the domain above said that the following belongs to {organisation}:\n\n{list}\n\n"
        "From today its warnings come to you. If that is not right, say so: {place}",
    ),
    "shared": Text(
        "Una organización a la que usted atiende le dio acceso a lo siguiente:\n\n{list}\n\nTermina el día que ella fijó: {place}",
        "An organisation that you serve gave you access to the following:\n\n{list}\n\nIt ends on the day they set: {place}",
    ),
    "decided": Text(
        "Se decidió la disputa que abrió {organisation} sobre lo siguiente:\n\n{list}\n\nVea la decisión y su razón: {place}",
        "The dispute that {organisation} opened about the following was decided:\n\n{list}\n\nSee the decision and its reason: {place}",
    ),
}
_SAME = {"weak-own": "weak"}
_MORE = Text("y {more} más", "and {more} more")


@dataclass(frozen=True)
class ClaimLetter:
    """One mail: its number, what it is about, whom it goes to, and the secret of its link where it has one."""

    number: int
    kind: str
    organisation: str
    recipient: str
    languages: tuple[Language, ...]
    values: tuple[str, ...]
    secret: str = ""


def write_claim_mail(letter: ClaimLetter, house: House) -> Message:
    """Return the mail; its name holds its number, so that a second copy is recognised."""
    first = letter.languages[0]
    kind = _SAME.get(letter.kind, letter.kind)
    mark = sha256(f"{letter.number} {letter.recipient}".encode()).hexdigest()[:12]
    return Message(
        message_id=f"<claim-{letter.number}.{mark}@{house.domain}>",
        sender=str(Address(Text(house.team_es, house.team_en).in_(first), addr_spec=house.mail)),
        recipient=letter.recipient,
        subject=_SUBJECTS[kind].in_(first).format(values=_short(letter.values, first)),
        text="\n\n".join(_text(letter, kind, house, language) for language in letter.languages) + "\n",
        html="",
        headers=(("Auto-Submitted", "auto-generated"), *((("X-Synthetic", "all data are invented"),) if house.synthetic else ())),
    )


def _text(letter: ClaimLetter, kind: str, house: House, language: Language) -> str:
    return (
        _TEXTS[kind]
        .in_(language)
        .format(
            organisation=letter.organisation,
            list="\n".join(_lines(letter.values, language)),
            link=f"{house.base_url}/{language}/claim/{letter.secret}",
            place=f"{house.base_url}/{language}/my/assets",
            phone=house.phone,
        )
    )


def _lines(values: tuple[str, ...], language: Language) -> list[str]:
    lines = [f"- {value}" for value in values[:MOST_NAMED]]
    if len(values) > MOST_NAMED:
        lines.append(f"- {_MORE.in_(language).format(more=len(values) - MOST_NAMED)}")
    return lines


def _short(values: tuple[str, ...], language: Language) -> str:
    first = values[0] if values else ""
    return first if len(values) < 2 else f"{first} {_MORE.in_(language).format(more=len(values) - 1)}"
