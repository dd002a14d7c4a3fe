"""The doors by which deliveries arrive: an API, a web address, a folder, a mailbox. Each yields what it finds."""

from collections.abc import Iterator

from baluarte.core.sources.round import Found
from baluarte.gateways.doors.door import Door
from baluarte.gateways.doors.folder import folder
from baluarte.gateways.doors.mailbox import mailbox
from baluarte.gateways.doors.reports import reports
from baluarte.gateways.doors.web import web

_DOORS = {"shadowserver-api": reports, "folder": folder, "mailbox": mailbox, "http": web}


def knock(door: Door) -> Iterator[Found]:
    """Yield what a source has. Whoever takes a file makes its bytes durable before asking for the next."""
    return _DOORS[door.source.kind](door)
