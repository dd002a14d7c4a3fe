"""A contact: how a role of an organisation is reached, and when."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Literal, cast

Role = Literal["security", "duty", "technical", "abuse", "management", "fallback"]
Schedule = Literal["always", "working-hours", "daily-digest"]
# "wrong" is what the mailbox itself said: somebody else answers for this.
ContactStatus = Literal["active", "bounced", "wrong", "retired"]
# The order in which roles are tried for a notice.
NOTICE_ORDER: tuple[Role, ...] = ("security", "duty", "technical", "abuse", "management", "fallback")


@dataclass(frozen=True)
class Contact:
    """A mailbox of a role. `key` is an OpenPGP certificate in armour, or empty."""

    organisation: str
    role: Role
    address: str
    schedule: Schedule = "always"
    language: str = ""  # es, en, both; empty follows the organisation
    key: str = ""
    status: ContactStatus = "active"
    since: date | None = None

    def to_dict(self) -> dict[str, str]:
        """Return plain values under the names of the list's columns."""
        return {key: "" if value is None else str(value) for key, value in asdict(self).items()}

    def with_status(self, status: str) -> "Contact":
        """Return the same mailbox as it stands from now on."""
        return replace(self, status=cast("ContactStatus", status))
