"""The mail to the team about its feeds: what is late, broken or changed, in both languages."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from baluarte.core.ground.moments import iso
from baluarte.core.ground.world import House, Message
from baluarte.core.sources.page import Alarm

MOST_NAMED = 40


def alarm_mail(alarms: Sequence[Alarm], house: House, recipient: str, now: datetime) -> Message:
    """Return one mail that names every alarm. It holds no address, no name and no row of anybody."""
    digest = sha256(" ".join(str(one.id) for one in alarms).encode()).hexdigest()[:24]
    return Message(
        message_id=f"<feeds.{digest}@{house.domain}>",
        sender=house.mail,
        recipient=recipient,
        subject=f"[{house.country}] Fuentes / Feeds: {len(alarms)}",
        text="\n\n".join((_part(alarms, house, now, "es"), _part(alarms, house, now, "en"))) + "\n",
        html="",
        headers=(("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")),
    )


def _part(alarms: Sequence[Alarm], house: House, now: datetime, language: str) -> str:
    spanish = language == "es"
    opening = "Estas fuentes necesitan que alguien las revise:" if spanish else "These feeds need somebody to look at them:"
    lines = [f"- {one.words.es if spanish else one.words.en}" for one in alarms[:MOST_NAMED]]
    if len(alarms) > MOST_NAMED:
        more = len(alarms) - MOST_NAMED
        lines.append(f"- y {more} más" if spanish else f"- and {more} more")
    closing = (
        "Mientras tanto, su silencio no cierra ningún hallazgo, y cada página que usa estos datos lo dice."
        if spanish
        else "Meanwhile their silence closes no finding, and every page that uses their data says so."
    )
    place = f"{house.base_url}/{language}/desk/feeds"
    return "\n".join((opening, *lines, "", closing, f"{place} · {iso(now)}"))
