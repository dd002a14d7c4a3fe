"""A mailbox as a door: each attached report is one file; a hostile mail is kept as it is for a person."""

import io
from collections.abc import Iterator
from hashlib import sha256

from baluarte.core.sources.round import Arrived, Found, Learned, Stumbled
from baluarte.formats.report_mail import is_from, open_mail
from baluarte.gateways.doors.door import Door
from baluarte.gateways.imap import Bookmark, Imap, Letter, Visit

_NUMBERING, _UID = "numbering", "uid"


def mailbox(door: Door) -> Iterator[Found]:
    """Yield what the new mails of a mailbox carry, mail by mail."""
    after = Bookmark(int(door.memory.get(_NUMBERING, "0")), int(door.memory.get(_UID, "0")))
    with _place(door).visit(after) as visit:
        for letter in visit.letters():
            yield from _files(door, visit, letter)
            yield Learned({_NUMBERING: str(visit.numbering), _UID: str(letter.uid)})


def _place(door: Door) -> Imap:
    said = door.source.option
    return Imap(
        said("host"), int(said("port")), said("user"), door.secret(said("password_secret")), folder=said("folder"), done=said("done"),
        tls=said("tls"),
    )  # fmt: skip


def _files(door: Door, visit: Visit, letter: Letter) -> Iterator[Found]:
    if letter.raw is None:
        visit.set_aside(letter.uid)
        yield Stumbled(f"mail {letter.uid}", "mail.too-large", f"A mail of {letter.size} bytes is larger than may be read.")
        return
    opened = open_mail(letter.raw)
    aside = opened.aside or ("" if is_from(opened.sender, door.source.option("senders")) else "mail.sender-unknown")
    if aside:
        visit.set_aside(letter.uid)
        yield _arrived(f"mail-{letter.uid}.eml", letter.raw, aside=aside)
        return
    for attached in opened.files:
        if not door.is_known(attached.name, sha256(attached.data).hexdigest()):
            yield _arrived(attached.name, attached.data)
    # Its files are durable by now: whoever takes an item stores it before asking for the next.
    visit.keep(letter.uid)


def _arrived(name: str, data: bytes, *, aside: str = "") -> Arrived:
    return Arrived(name, sha256(data).hexdigest(), lambda: io.BytesIO(data), aside=aside)
