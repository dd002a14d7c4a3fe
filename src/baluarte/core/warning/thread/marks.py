"""The marks that a message carries and a reply brings back: Message-ID, address for replies, link to the folio.

One file writes them and reads them again, so that what leaves and what comes back cannot
differ. A mark links, it never authorises: who may change something is asked elsewhere.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baluarte.core.ground.identifiers import FOLIO, read_code
from baluarte.core.ground.text import Language

_MESSAGE_ID = re.compile(rf"<({FOLIO.pattern})\.([0-9]{{1,9}})@([^<>@\s]+)>", re.ASCII)
_LOCAL = re.compile(rf"[^+@\s]+\+({FOLIO.pattern})\.([0-9a-z]{{8}})", re.ASCII | re.IGNORECASE)


MOST_THREAD = 20  # messages that a letter names as those before it


@dataclass(frozen=True)
class ReplyMark:
    """What the address of a reply says: which notice it answers, and the token printed in its address."""

    folio: str
    token: str


def message_id(folio: str, number: int, domain: str) -> str:
    """Return the fixed name of one message of a folio; a retry repeats it.

    >>> message_id("AN-2026-004217", 1, "csirt.example")
    '<AN-2026-004217.1@csirt.example>'
    """
    return f"<{folio}.{number}@{domain}>"


def read_message_id(text: str, domain: str) -> tuple[str, int] | None:
    """Return the folio and number of a message of ours, or None: another house's names are not ours.

    >>> read_message_id("<AN-2026-004217.1@csirt.example>", "csirt.example")
    ('AN-2026-004217', 1)
    >>> read_message_id("<AN-2026-004217.1@other.example>", "csirt.example") is None
    True
    """
    found = _MESSAGE_ID.fullmatch(text.strip())
    return (found[1], int(found[2])) if found and found[3].lower() == domain.lower() else None


def reply_token(code: str) -> str:
    """Return the token of a reply: the printed code, as an address can hold it.

    >>> reply_token("K7M4-QD2X")
    'k7m4qd2x'
    """
    return code.replace("-", "").lower()


def reply_address(mail: str, folio: str, code: str) -> str:
    """Return the address that answers to one notice; without a folio, the address of the house.

    >>> reply_address("alertas@csirt.example", "AN-2026-004217", "K7M4-QD2X")
    'alertas+AN-2026-004217.k7m4qd2x@csirt.example'
    """
    local, _, domain = mail.partition("@")
    mark = ".".join(part for part in (folio, reply_token(code)) if part)
    return f"{local}+{mark}@{domain}" if mark else mail


def read_reply_address(address: str) -> ReplyMark | None:
    """Return what the address of a reply says, or None where it says nothing of ours.

    Some servers write the local part in small letters on the way; the mark is the same.

    >>> read_reply_address("alertas+an-2026-004217.K7M4QD2X@csirt.example")
    ReplyMark(folio='AN-2026-004217', token='k7m4qd2x')
    >>> read_reply_address("alertas@csirt.example") is None
    True
    """
    found = _LOCAL.fullmatch(address.strip().rpartition("@")[0])
    if found is None or not read_code(found[2]):
        return None
    return ReplyMark(found[1].upper(), found[2].lower())


def folio_link(domain: str, language: Language, folio: str) -> str:
    """Return the link to a folio as a letter prints it, or an empty text where no server answers for it.

    >>> folio_link("csirt.example", "es", "AN-2026-004217")
    'https://csirt.example/es/f/AN-2026-004217'
    """
    return f"https://{domain}/{language}/f/{folio}" if domain else ""


def thread_of(folios: Iterable[str], threads: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the messages that told of some findings before, oldest first, each once; the first and the latest where they are many."""
    names = sorted({name for folio in folios for name in threads.get(folio, ())})  # folios grow with time
    return tuple(names if len(names) <= MOST_THREAD else [*names[:1], *names[1 - MOST_THREAD :]])


def files_link(domain: str, language: Language, folio: str) -> str:
    """Return where the files of a notice are fetched with its code: a certificate, or what was too large for its mail."""
    return f"https://{domain}/{language}/files/{folio}" if domain else ""
