"""Shadowserver as a door: the reports of the last days that were not taken before, one by one."""

from collections.abc import Iterator
from datetime import timedelta

from baluarte.core.errors import BaluarteError
from baluarte.core.sources.round import Arrived, Found, Stumbled
from baluarte.gateways.doors.door import Door, asks_to_wait, is_page
from baluarte.gateways.download import Downloaded, download
from baluarte.gateways.shadowserver import Busy, Listed, Shadowserver


def reports(door: Door) -> Iterator[Found]:
    """Yield each report of the last days that has a new name, or an old name and a new number.

    Reports of a day may come late, so the days before are asked for again each time.
    """
    api = Shadowserver(
        door.source.option("url"), door.source.option("files"), door.secret(door.source.option("key_secret")),
        door.secret(door.source.option("hmac_secret")), door.leave(),
    )  # fmt: skip
    wanted = tuple(name.strip() for name in door.source.option("reports").split(",") if name.strip())
    try:
        listed = api.listed(door.today - timedelta(days=int(door.source.option("days")) - 1), door.today, wanted)
    except Busy as busy:
        wait = asks_to_wait(busy.answer) if busy.answer else None
        if wait:
            yield wait
        return
    for report in listed:
        if not door.is_known(report.file, report.id):
            yield from _fetch(door, api, report)


def _fetch(door: Door, api: Shadowserver, report: Listed) -> Iterator[Found]:
    """Yield one report, or why it could not be had; what has come of it is gone on with next time."""
    try:
        file = download(api.address(report), door.leave(), door.part(f"{report.file} {report.id}"))
    except BaluarteError as failure:
        yield Stumbled(report.file, failure.code, failure.what)
        return
    if not isinstance(file, Downloaded):
        wait = asks_to_wait(file)
        yield wait or Stumbled(report.file, "source.status", f"The server answered {file.status}.")
        return
    with file.open() as stream:
        page = is_page(stream.read(512), file.headers)
    if page:
        file.forget()
        yield Stumbled(report.file, "file.not-this-format", "The server answered with a page for people.")
        return
    yield Arrived(report.file, report.id, file.open, keep=file.forget)
