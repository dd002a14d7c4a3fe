"""What a count tells, and how a file is refused."""

from dataclasses import dataclass
from typing import Protocol


class Source(Protocol):
    """Bytes that come in pieces, and whether their end is missing."""

    truncated: bool

    def read(self, size: int) -> bytes:
        """Return at most so many bytes, none at the end."""
        ...


class Refused(Exception):
    """The file as a whole is no report; its records cannot be told apart."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Count:
    """Records of a file; the four kinds of physical lines where the format has lines."""

    records: int = 0
    header: int = 0
    comment: int = 0
    blank: int = 0
    covered: int = 0
    physical: int = 0
    truncated: bool = False
    refused: str = ""

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.records + other.records, self.header + other.header, self.comment + other.comment,
            self.blank + other.blank, self.covered + other.covered, self.physical + other.physical,
            self.truncated or other.truncated, self.refused or other.refused,
        )  # fmt: skip
