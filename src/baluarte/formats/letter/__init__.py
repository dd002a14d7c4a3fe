"""A notice as a letter: nine blocks, complete as text, the same as a page, with its table attached.

Pure: the same notice and the same house give the same bytes, so that a retry repeats the
message and the outbox can keep its hash. What the label does not let go by mail is not in
the mail: the letter then says that there is something, and where to ask for it.
"""

from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.utils import format_datetime

import polars as pl

from baluarte.core.ground.text import Language
from baluarte.core.ground.world import House, Message
from baluarte.core.sharing.gate import Channel, may_receive
from baluarte.core.warning.calendar.wishes import OPTIONAL
from baluarte.core.warning.notice import Notice
from baluarte.core.warning.thread.answering import off_token
from baluarte.core.warning.thread.marks import message_id, reply_address
from baluarte.formats import words
from baluarte.formats.letter.attached import Attachment, Files, files_of
from baluarte.formats.letter.blocks import Part, Telling, write_part
from baluarte.formats.letter.layout import as_page, as_text
from baluarte.formats.letter.portions import portions
from baluarte.formats.letter.subject import write_subject

__all__ = ["Letter", "compose_letter", "notice_html", "notice_text", "parts_of", "write_letter"]


@dataclass(frozen=True)
class Letter:
    """The mail of a notice, and the files that were too large for it."""

    message: Message
    waiting: tuple[Attachment, ...] = ()


def compose_letter(notice: Notice, house: House) -> Letter:
    """Return the mail of a notice, ready to leave, in the languages that its reader chose, and the files that wait beside it."""
    detail = _detail(notice, "mail")
    files = files_of(notice) if detail else Files()
    kinds_told = portions(_told(notice))
    parts = [
        write_part(Telling(notice, house, one, detail, bool(files.attached), bool(files.waiting), kinds_told)) for one in notice.languages
    ]
    subject = write_subject(notice, notice.languages[0], kinds_told)
    message = Message(
        message_id=message_id(notice.folio, notice.number, house.domain),
        sender=str(Address(house.team_es if notice.languages[0] == "es" else house.team_en, addr_spec=house.mail)),
        recipient=notice.contact.address,
        subject=subject,
        text=as_text(parts),
        html=as_page(parts, subject),
        headers=tuple(_headers(notice, house).items()),
        attachments=files.attached,
    )
    return Letter(message, files.waiting)


def write_letter(notice: Notice, house: House) -> Message:
    """Return the mail of a notice alone."""
    return compose_letter(notice, house).message


def parts_of(notice: Notice, house: House, channel: Channel = "file") -> list[Part]:
    """Return what a notice says in each language, before anyone lays it out: a page, a paper."""
    detail, told = _detail(notice, channel), portions(_told(notice))
    return [write_part(Telling(notice, house, language, detail, parts=told)) for language in notice.languages]


def notice_text(notice: Notice, house: House, language: Language, channel: Channel = "file") -> str:
    """Return the text of a notice in one language, as `baluarte warn` writes it beside the findings."""
    return as_text(parts_of(replace(notice, languages=(language,)), house, channel))


def notice_html(notice: Notice, house: House, channel: Channel = "file") -> str:
    """Return the page of a notice, in the languages that its reader chose."""
    return as_page(parts_of(notice, house, channel), write_subject(notice, notice.languages[0]))


def _told(notice: Notice) -> pl.DataFrame:
    return notice.living if notice.living.height else notice.findings


def _detail(notice: Notice, channel: Channel) -> bool:
    if channel == "mail" and notice.protection is not None:
        return notice.protection.detail
    return bool(may_receive(notice.label, "recipient", channel))


def _headers(notice: Notice, house: House) -> dict[str, str]:
    """Return the fields beside the usual ones, in a fixed order."""
    fields = {
        "Date": format_datetime(notice.made_at),
        "Reply-To": reply_address(house.mail, notice.folio, notice.code),
        "Auto-Submitted": "auto-generated",
        "Content-Language": ", ".join(words.HTML_LANGUAGE[language] for language in notice.languages),
    }
    before = [*notice.thread, *([message_id(notice.folio, 1, house.domain)] if notice.number > 1 else [])]
    if before:  # one thread for all that is said of the same findings
        fields["References"] = " ".join(before)
        fields["In-Reply-To"] = before[-1]
    if notice.kind in OPTIONAL:  # an urgent warning cannot be turned off, only sent elsewhere
        fields |= _list_headers(notice, house)
    if notice.doubtful_copy:
        fields["X-Possible-Duplicate"] = "possible duplicate: the outcome of an earlier attempt is unknown"
    if house.synthetic:
        fields["X-Synthetic"] = "all data are invented"
    return fields


def _list_headers(notice: Notice, house: House) -> dict[str, str]:
    """Return what lets a reader turn a kind off with one press (RFC 8058); without a page of ours, by mail."""
    by_mail = f"<mailto:{reply_address(house.mail, notice.folio, notice.code)}?subject=unsubscribe>"
    fields = {"List-Id": f"<findings.{house.domain}>", "List-Unsubscribe": by_mail}
    secret = off_token(house.answer_key, notice.organisation.slug, notice.folio, notice.contact.address)
    if secret and house.domain:
        page = f"https://{house.domain}/{notice.languages[0]}/unsubscribe/{notice.folio}/{secret}"
        fields |= {"List-Unsubscribe": f"<{page}>, {by_mail}", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return fields
