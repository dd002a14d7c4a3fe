"""When a masked value may be seen in clear: a closed reason, persons of other offices, and a while.

Two offices agree: the one that asks and another. For a protected source a third must, the
office of rights.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text
from baluarte.core.rights.leave import Granted, Refusal

USUAL = timedelta(minutes=30)
MOST = timedelta(hours=24)
RIGHTS_OFFICE = "rights-office"
REASONS = {
    "unreachable": Text("un aviso no llega a su contacto", "a warning cannot reach its contact"),
    "legal-notice": Text("vence una notificación legal", "a legal notice is due"),
    "person-asked": Text("lo pidió la persona", "the person asked"),
    "court": Text("lo ordenó un juez", "a court ordered"),
    "life": Text("peligro para la vida", "danger to life"),
}
KINDS = {"account": Text("cuenta comprometida", "compromised account"), "reply": Text("respuesta", "reply")}


@dataclass(frozen=True)
class Voice:
    """Somebody who asks for or agrees to an unmasking, and for which office."""

    who: str
    office: str


def check_request(kind: str, reason: str, minutes: int) -> None:
    """Raise `Unusable` where an unmasking is asked for something that is not masked, without a listed reason, or for too long."""
    if kind not in KINDS:
        raise _wrong(f"{kind!r} is nothing that is masked.", f"Masked: {', '.join(KINDS)}.")
    if reason not in REASONS:
        raise _wrong(f"{reason!r} is no reason.", f"Reasons: {', '.join(REASONS)}.")
    if not 1 <= minutes <= MOST.total_seconds() // 60:
        raise _wrong(f"{minutes} minutes are too many or too few.", "Ask for 1 to 1440 minutes.")


def may_agree(asked: Voice, before: Iterable[Voice], agrees: Voice) -> Granted | Refusal:
    """Return whether somebody may add a voice: another person, of another office than every voice so far.

    >>> bool(may_agree(Voice("a", "duty-desk"), (), Voice("b", "duty-desk")))
    False
    """
    voices = (asked, *before)
    if any(one.who == agrees.who for one in voices):
        return Refusal("Nobody agrees twice, nor to what they asked for.")
    if any(one.office == agrees.office for one in voices):
        return Refusal(f"Somebody of the office '{agrees.office}' has spoken before: it needs another one.")
    return Granted()


def is_open(asked: Voice, agreed: Iterable[Voice], *, protected: bool) -> bool:
    """Tell whether enough voices have agreed.

    >>> is_open(Voice("a", "duty-desk"), [Voice("b", "direction")], protected=True)
    False
    """
    offices = {one.office for one in agreed} - {asked.office}
    if not protected:
        return bool(offices)
    return RIGHTS_OFFICE in offices and len(offices) > 1


def _wrong(what: str, fix: str) -> Unusable:
    return Unusable("rights.unmasking", f"This cannot be asked. {what}", "What is masked is seen for listed reasons and a while.", fix)
