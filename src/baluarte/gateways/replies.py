"""The mailbox of replies: each letter is given once, and marked as read when the next is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from baluarte.gateways.imap import Bookmark, Imap


@dataclass(frozen=True)
class NoReplies:
    """No mailbox was named: nothing ever comes."""

    def letters(self, after: tuple[int, int]) -> Iterator[tuple[bytes, tuple[int, int]]]:  # noqa: ARG002 - as every mailbox is asked
        """Give nothing."""
        return iter(())


@dataclass(frozen=True)
class MailboxOfReplies:
    """A folder of a mailbox on a server."""

    imap: Imap

    def letters(self, after: tuple[int, int]) -> Iterator[tuple[bytes, tuple[int, int]]]:
        """Give what is newer than the bookmark. What is too large is flagged for a person, and stays where it is."""
        with self.imap.visit(Bookmark(*after)) as visit:
            for letter in visit.letters():
                if letter.raw is None:
                    visit.set_aside(letter.uid)
                    continue
                mark = visit.mark(letter.uid)
                yield letter.raw, (mark.numbering, mark.uid)
                visit.keep(letter.uid)
