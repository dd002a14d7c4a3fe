"""What may be sent: every field by name, every one bounded, nothing besides.

Identifiers, owners, states, times and labels are set by the server: a body that names
them is refused, not ignored.
"""

from datetime import date
from typing import Annotated, Literal

from ninja import Header, Path, Schema
from pydantic import ConfigDict, Field

from baluarte.core.constituency.asset import AssetCriticality, AssetKind, Exposed, Origin
from baluarte.core.constituency.contact import Role, Schedule
from baluarte.core.constituency.organisation import Criticality, Reads, Status
from baluarte.core.warning.finding import Answer

_LINE = r"^[^\u0000-\u001f\u007f-\u009f]*$"  # one line of text: no control character
_SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$"
_FOLIO = r"^[A-Z]{2}-[0-9]{4}-[0-9]{6}$"
MOST = 2**31 - 1

Line = Annotated[str, Field(max_length=300, pattern=_LINE)]
SlugText = Annotated[str, Field(pattern=_SLUG)]
Version = Annotated[int, Field(ge=0, le=MOST, description="As it was shown; a change names what it was based on.")]
Slug = Annotated[str, Path(pattern=_SLUG, description="Identifier of an organisation.")]
Folio = Annotated[str, Path(pattern=_FOLIO, description="Reference of one thing.")]
Task = Annotated[Literal["patch", "hunt"], Path(description="Which task.")]
Number = Annotated[int, Path(ge=1, le=MOST)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$",
        description="Chosen by the client; the same key twice is done once.",
    ),
]  # fmt: skip


class Body(Schema):
    """A body: a field that is not listed is refused."""

    model_config = ConfigDict(extra="forbid")


class OrganisationBody(Body):
    """A new organisation."""

    slug: SlugText
    name: Annotated[Line, Field(min_length=1)]
    kind: Line = "company"
    sector: Line = "other"
    territory: Line = ""
    parent: Line = ""
    language: Reads = "es"
    criticality: Criticality = "medium"


class OrganisationChange(Body):
    """What changes in an organisation; what is not named stays."""

    version: Version
    name: Annotated[Line, Field(min_length=1)] | None = None
    kind: Line | None = None
    sector: Line | None = None
    territory: Line | None = None
    parent: Line | None = None
    language: Reads | None = None
    criticality: Criticality | None = None
    status: Status | None = None


class MergeBody(Body):
    """The organisation that takes over."""

    into: SlugText


class ContactBody(Body):
    """A new contact."""

    organisation: SlugText
    role: Role
    address: Annotated[Line, Field(min_length=3)]
    schedule: Schedule = "always"
    language: Annotated[str, Field(pattern=r"^(?:es|en|both)?$")] = ""
    key: Annotated[str, Field(max_length=100_000, pattern=r"^[^\u0000]*$")] = ""


class ContactEnd(Body):
    """The contact that is to be retired."""

    organisation: SlugText
    address: Annotated[Line, Field(min_length=3)]


class AssetBody(Body):
    """A new asset."""

    organisation: SlugText
    kind: AssetKind
    value: Annotated[Line, Field(min_length=1)]
    valid_from: date | None = None
    valid_until: date | None = None
    assurance: Annotated[int, Field(ge=0, le=3)] = 3
    origin: Origin = "declared"
    criticality: AssetCriticality = ""
    except_below: Annotated[list[Line], Field(max_length=1000, default_factory=list)]
    exposed: Exposed = ""
    supplier: Line = ""
    cpe: Annotated[str, Field(max_length=400, pattern=_LINE)] = ""


class AssetEnd(Body):
    """The asset that is to end, and its last day."""

    organisation: SlugText
    kind: AssetKind
    value: Annotated[Line, Field(min_length=1)]
    last_day: date


class AnswerBody(Body):
    """What an organisation answers to a finding."""

    answer: Answer
    why: Annotated[str, Field(max_length=4000, pattern=r"^[^\u0000]*$")] = ""
    until: date | None = None


class TaskBody(Body):
    """What an organisation answers to one task of a finding."""

    state: Annotated[str, Field(pattern=r"^(?:working|done|not-possible|clean|signs-found)$")]
    why: Annotated[str, Field(max_length=2000, pattern=r"^[^\u0000]*$")] = ""


class ExploitedBody(Body):
    """A flaw that the team itself says is exploited; it is due on that day."""

    cve: Annotated[str, Field(pattern=r"^CVE-[0-9]{4}-[0-9]{4,19}$")]
    vendor: Annotated[Line, Field(min_length=1)]
    product: Annotated[Line, Field(min_length=1)]
    name: Annotated[Line, Field(min_length=1)]
    due: date
    ransomware: bool = False
    action: Line = ""


class QueueBody(Body):
    """For whom notices are to be prepared; nobody named means everybody."""

    organisations: Annotated[list[SlugText], Field(max_length=1000, default_factory=list)]
    dry_run: bool = False


class WishesBody(Body):
    """What changes in how an organisation is told; what is not named stays."""

    version: Version
    hours: Annotated[str, Field(pattern=r"^[0-9]{1,2}(?::00)?-[0-9]{1,2}(?::00)?$")] | None = None
    days: Annotated[str, Field(pattern=r"^[a-z,-]{3,40}$")] | None = None
    holidays: Annotated[str, Field(pattern=r"^(?:quiet|as-usual)$")] | None = None
    rhythm: Annotated[str, Field(pattern=r"^(?:daily|weekly|urgent|none)$")] | None = None
    week_day: Annotated[str, Field(pattern=r"^(?:mon|tue|wed|thu|fri|sat|sun)$")] | None = None
    protection: Annotated[str, Field(pattern=r"^(?:any|encrypted|summary)$")] | None = None


class CalendarBody(Body):
    """A calendar as a pack writes it, and which of its calendars notices keep."""

    text: Annotated[str, Field(min_length=1, max_length=100_000, pattern=r"^[^\u0000]*$")]
    name: Line = ""


class KeyBody(Body):
    """A mailbox and its public OpenPGP key in armour; an empty key takes it away."""

    address: Annotated[Line, Field(min_length=3)]
    key: Annotated[str, Field(max_length=100_000, pattern=r"^[^\u0000]*$")] = ""


class PaperBody(Body):
    """In which language a paper is printed; none is the organisation's."""

    language: Annotated[str, Field(pattern=r"^(?:es|en)?$")] = ""


class LetterDays(Body):
    """When a letter was sent, and received."""

    sent_on: date | None = None
    received_on: date | None = None
