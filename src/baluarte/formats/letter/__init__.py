"""A notice as a letter: nine blocks, complete as text, the same as a page, with its table attached.

Pure: the same notice and the same house give the same bytes, so that a retry repeats the
message and the outbox can keep its hash. What the label does not let go by mail is not in
the mail: the letter then says that there is something, and where to ask for it.
"""

from email.headerregistry import Address
from email.utils import format_datetime

from baluarte.core.ground.text import Language
from baluarte.core.ground.world import House, Message
from baluarte.core.sharing.gate import Channel, may_receive
from baluarte.core.warning.notice import Notice
from baluarte.core.warning.thread.marks import message_id, reply_address
from baluarte.formats import words
from baluarte.formats.letter.attached import attachments
from baluarte.formats.letter.blocks import Telling, write_part
from baluarte.formats.letter.layout import as_page, as_text
from baluarte.formats.letter.subject import write_subject

__all__ = ["notice_html", "notice_text", "write_letter"]


def write_letter(notice: Notice, house: House) -> Message:
    """Return the mail of a notice, ready to leave, in the languages that its reader chose."""
    detail = _detail(notice, "mail")
    files = attachments(notice) if detail else ()
    parts = [write_part(Telling(notice, house, language, detail, bool(files))) for language in notice.languages]
    subject = write_subject(notice, notice.languages[0])
    return Message(
        message_id=message_id(notice.folio, notice.number, house.domain),
        sender=str(Address(house.team_es if notice.languages[0] == "es" else house.team_en, addr_spec=house.mail)),
        recipient=notice.contact.address,
        subject=subject,
        text=as_text(parts),
        html=as_page(parts, subject),
        headers=tuple(_headers(notice, house).items()),
        attachments=files,
    )


def notice_text(notice: Notice, house: House, language: Language, channel: Channel = "file") -> str:
    """Return the text of a notice in one language, as `baluarte warn` writes it beside the findings."""
    return as_text([write_part(Telling(notice, house, language, _detail(notice, channel)))])


def notice_html(notice: Notice, house: House, channel: Channel = "file") -> str:
    """Return the page of a notice, in the languages that its reader chose."""
    detail = _detail(notice, channel)
    parts = [write_part(Telling(notice, house, language, detail)) for language in notice.languages]
    return as_page(parts, write_subject(notice, notice.languages[0]))


def _detail(notice: Notice, channel: Channel) -> bool:
    return bool(may_receive(notice.label, "recipient", channel))


def _headers(notice: Notice, house: House) -> dict[str, str]:
    """Return the fields beside the usual ones, in a fixed order."""
    fields = {
        "Date": format_datetime(notice.made_at),
        "Reply-To": reply_address(house.mail, notice.folio, notice.code),
        "Auto-Submitted": "auto-generated",
        "Content-Language": ", ".join(words.HTML_LANGUAGE[language] for language in notice.languages),
    }
    if notice.number > 1:  # one thread for each folio
        fields["References"] = message_id(notice.folio, 1, house.domain)
    if notice.kind == "digest":  # an urgent warning cannot be turned off, only sent elsewhere
        fields["List-Id"] = f"<findings.{house.domain}>"
        fields["List-Unsubscribe"] = f"<mailto:{reply_address(house.mail, notice.folio, notice.code)}?subject=unsubscribe>"
    if notice.doubtful_copy:
        fields["X-Possible-Duplicate"] = "possible duplicate: the outcome of an earlier attempt is unknown"
    if house.synthetic:
        fields["X-Synthetic"] = "all data are invented"
    return fields
