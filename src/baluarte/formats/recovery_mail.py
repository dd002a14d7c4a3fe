"""The mail that tells the team of a recovery: whoever did not ask for it has to be able to stop it."""

from datetime import datetime

from baluarte.core.ground.moments import iso
from baluarte.core.ground.world import House, Message
from baluarte.core.rights.identity.recovery import Recovery


def recovery_mail(recovery: Recovery, house: House, recipient: str, now: datetime) -> Message:
    """Return the mail about one recovery, in both languages. It holds no secret and opens nothing."""
    account, place = recovery.account, f"{house.base_url}/{{}}/desk/recoveries"
    said_es = (
        f"Se pidió abrir de nuevo la cuenta {account}, sin sus segundos factores.\n"
        f"Personas que faltan por responder por ella: {recovery.lacking}.\n"
        "Si usted no lo sabía, deténgalo: cualquiera del equipo puede."
    )
    said_en = (
        f"Somebody asked to open the account {account} anew, without its second factors.\n"
        f"People who have still to vouch for it: {recovery.lacking}.\n"
        "If you did not know of this, stop it: anybody of the team can."
    )
    return Message(
        message_id=f"<recovery.{account}.{now:%Y%m%d%H%M%S}.{len(recovery.vouched)}@{house.domain}>",
        sender=house.mail,
        recipient=recipient,
        subject=f"[{house.country}] Cuenta / Account: {account}",
        text=f"{said_es}\n{place.format('es')}\n\n{said_en}\n{place.format('en')} · {iso(now)}\n",
        html="",
        headers=(("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")),
    )
