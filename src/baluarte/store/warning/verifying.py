"""Whether a notice with this folio and this code left us.

A wrong code, a made-up folio and a message that is still here cost the same query and the
same comparison, and have the same answer: none.
"""

import hashlib
import hmac

from baluarte.core.ground.world import World
from baluarte.core.warning.schedule import local_day
from baluarte.core.warning.verified import Verified, mask_domain, read_code, read_folio
from baluarte.store.warning.models import OutboxRow

LEFT = ("accepted", "answered", "bounced")  # the states of a message that a mail server took from us
_NO_CODE = "-" * 8  # fits nothing that can be typed
# Wrong tries that cost nothing: at one folio from one network, and from one network in all.
_AT_ONE_FOLIO = 5
_OF_ONE_NETWORK = 30


def confirm(world: World, folio: str, code: str) -> Verified | None:
    """Return what may be told of the last message of a folio that left, if the code is the one printed on it."""
    rows = OutboxRow.objects.filter(notice__folio=read_folio(folio), state__in=LEFT, sent_at__isnull=False).order_by("-id")
    row = rows.values_list("notice__folio", "notice__code", "sent_at", "recipient").first()
    printed = row[1].replace("-", "") if row else _NO_CODE
    fits = hmac.compare_digest(printed.encode(), read_code(code).encode())
    if row is None or row[2] is None or not fits:
        return None
    return Verified(row[0], local_day(row[2], world.house.zone), mask_domain(row[3]))


def counters(world: World, folio: str, network: str) -> dict[str, int]:
    """Return the counters of a try, with the wrong tries each has for nothing; neither folio nor network can be read from them."""
    of_one, of_all = (_named(world, f"{network}\n{part}") for part in (read_folio(folio), "*"))
    return {of_one: _AT_ONE_FOLIO, of_all: _OF_ONE_NETWORK}


def _named(world: World, text: str) -> str:
    return hmac.digest(world.key("tries"), text.encode(), hashlib.sha256).hex()
