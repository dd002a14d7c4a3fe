"""A mail that came back, as far as it may be believed: nothing of it is trusted that our own server did not check."""

from dataclasses import dataclass, field
from typing import Literal

Action = Literal["failed", "delayed", "other"]


@dataclass(frozen=True)
class Bounce:
    """What a mail server says of a message of ours: which one, to whom, whether it is over, and with which status."""

    action: Action
    status: str = ""  # 5.1.1
    recipients: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()  # the address for replies in the head of what was returned: it proves that they have our message

    @property
    def for_good(self) -> bool:
        """Will the same mailbox refuse the next message as well? Without a status, what failed is taken at its word."""
        return self.action == "failed" and not self.status.startswith("4")


@dataclass(frozen=True)
class Mail:
    """One mail. `problem` is the code of why no machine may act on it; `automatic` of why nobody wrote it."""

    sender: str = ""  # what it claims; `verified` says whether that may be believed
    subject: str = ""
    message_id: str = ""
    answers: tuple[str, ...] = ()  # In-Reply-To and References
    addressed: tuple[str, ...] = ()
    text: str = ""  # without quotations
    verified: frozenset[str] = field(default_factory=frozenset)  # domains that our own mail server found to have signed it
    automatic: str = ""
    problem: str = ""
    bounce: Bounce | None = None
    signed: tuple[bytes, bytes] | None = field(default=None, repr=False)  # what an OpenPGP signature covers, and the signature

    @property
    def signed_by_its_domain(self) -> bool:
        """Did the domain of the sender, or one above it, sign it?

        >>> Mail(sender="it@mail.hospital.example", verified=frozenset({"hospital.example"})).signed_by_its_domain
        True
        >>> Mail(sender="it@hospital.example", verified=frozenset({"example"})).signed_by_its_domain
        False
        """
        domain = self.sender.rpartition("@")[2].casefold()
        return bool(domain) and any(domain == one or ("." in one and domain.endswith(f".{one}")) for one in self.verified)
