"""The mail about tokens that end soon, in both languages: a program that falls silent warns nobody."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from baluarte.core.ground.moments import iso
from baluarte.core.ground.world import House, Message
from baluarte.core.rights.tokens import Ending

MOST_NAMED = 40


def ending_mail(endings: Sequence[Ending], house: House, recipient: str, now: datetime) -> Message:
    """Return one mail that names every token by its identifier and its end. No secret is in it: nobody has one."""
    digest = sha256(" ".join(f"{one.key_id}/{now.date()}" for one in endings).encode()).hexdigest()[:24]
    return Message(
        message_id=f"<tokens.{digest}@{house.domain}>",
        sender=house.mail,
        recipient=recipient,
        subject=f"[{house.country}] Llaves que vencen / Tokens that end: {len(endings)}",
        text="\n\n".join((_part(endings, house, "es"), _part(endings, house, "en"))) + "\n",
        html="",
        headers=(("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")),
    )


def _part(endings: Sequence[Ending], house: House, language: str) -> str:
    spanish = language == "es"
    opening = "Estas llaves de programas vencen pronto:" if spanish else "These tokens of programs end soon:"
    lines = [f"- {one.key_id} · {iso(one.expires_at)}" for one in endings[:MOST_NAMED]]
    if len(endings) > MOST_NAMED:
        more = len(endings) - MOST_NAMED
        lines.append(f"- y {more} más" if spanish else f"- and {more} more")
    closing = (
        "Después de ese momento se rechazan. Cree una llave nueva, póngala en su programa y revoque la anterior."
        if spanish
        else "After that moment they are refused. Create a new token, put it into your program and revoke the old one."
    )
    place = f"{house.base_url}/{language}/{'my' if endings[0].organisation else 'desk'}/keys"
    return "\n".join((opening, *lines, "", closing, place))
