"""The policy (C2SP tlog-policy): whose signatures make a checkpoint good enough to believe.

It is given to a reader on paper or with a release, never by the log itself. Four witnesses
outside the executive, two of whom must sign, is the rule of Baluarte; `quorum none` is for
the first weeks, and every page then says so.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import Checkpoint, open_checkpoint
from baluarte.core.ledger.note import COSIGNATURE, Verifier, read_verifier
from baluarte.core.ledger.outside.cosignature import times_of

NONE = "none"
MOST_BYTES = 64 << 10
_BLANK = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


@dataclass(frozen=True)
class Party:
    """A log or a witness of a policy: the name it has there, its key, and where it is reached."""

    name: str
    key: Verifier
    url: str = ""


@dataclass(frozen=True)
class Group:
    """So many of these members must have signed."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Known logs, known witnesses, and which of these together suffice."""

    logs: tuple[Party, ...]
    witnesses: tuple[Party, ...]
    groups: Mapping[str, Group]
    quorum: str

    @property
    def log_keys(self) -> list[Verifier]:
        """The keys by any of which a checkpoint may be signed."""
        return [log.key for log in self.logs]

    def is_met(self, signed: Collection[str]) -> bool:
        """Say whether these witnesses, by their names in the policy, suffice.

        >>> Policy((), (), {"two": Group(2, ("a", "b", "c"))}, "two").is_met({"a", "c"})
        True
        """
        return self.quorum == NONE or self._holds(self.quorum, signed)

    def _holds(self, name: str, signed: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in signed
        return sum(self._holds(member, signed) for member in group.members) >= group.needed


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint that a log of the policy signed, and when each of its witnesses did, in POSIX seconds."""

    checkpoint: Checkpoint
    times: Mapping[str, int]
    policy: Policy

    @property
    def is_met(self) -> bool:
        """Whether enough witnesses signed."""
        return self.policy.is_met(self.times)

    def is_after(self, day: date) -> bool:
        """Say whether enough witnesses signed it on a later day; without witnesses there is no proof of time."""
        return self.policy.quorum != NONE and self.policy.is_met({name for name, at in self.times.items() if _day(at) > day})


def open_by(policy: Policy, note: bytes, *, ours: bool = True) -> Witnessed:
    """Return the checkpoint of a note that a log of this policy signed under its own name. Raises `Unusable`.

    Whether the quorum is met is for the caller to ask: below it there is still something to show.
    """
    checkpoint, opened = open_checkpoint(note, policy.log_keys, ours=ours)
    if all(key.name != checkpoint.origin for key in opened.by):
        raise Unusable("ledger.origin", "The checkpoint names another log than the key that signed it.", "The key of a log has the log's name.", "Fetch it again; compare the key on paper.")  # fmt: skip
    times = times_of(opened.note, [witness.key for witness in policy.witnesses])
    return Witnessed(checkpoint, {one.name: times[one.key] for one in policy.witnesses if one.key in times}, policy)


def read_policy(text: str) -> Policy:
    """Return the policy of a file. Raises `Unusable`, naming the line."""
    if len(text) > MOST_BYTES or any(letter < " " and letter not in "\t\n" for letter in text) or "\x7f" in text:
        raise _wrong(0, "It is too long, or holds control characters.")
    reading = _Reading([], [], {}, [], set())
    for number, line in enumerate(text.split("\n"), 1):
        words = [word for word in _BLANK.split(line) if word]
        if words and not words[0].startswith("#"):
            reading.take(number, words)
    if len(reading.quorum) != 1:
        raise _wrong(0, "It needs exactly one quorum line.")
    return Policy(tuple(reading.logs), tuple(reading.witnesses), reading.groups, reading.quorum[0])


@dataclass
class _Reading:
    """What the lines so far have said."""

    logs: list[Party]
    witnesses: list[Party]
    groups: dict[str, Group]
    quorum: list[str]
    joined: set[str]  # whoever is in a group already: each may count once

    def take(self, number: int, words: list[str]) -> None:
        kind, rest = words[0], words[1:]
        if kind == "log" and len(rest) in {1, 2}:
            key = read_verifier(rest[0])
            self._add(number, self.logs, Party(key.name, key, *rest[1:]))
        elif kind == "witness" and len(rest) in {2, 3}:
            self._free(number, rest[0])
            self._add(number, self.witnesses, Party(rest[0], read_verifier(rest[1], COSIGNATURE), *rest[2:]))
        elif kind == "group" and len(rest) >= 3:
            self._free(number, rest[0])
            self.groups[rest[0]] = self._group(number, rest[1], tuple(rest[2:]))
        elif kind == "quorum" and len(rest) == 1 and (rest[0] == NONE or self._is_defined(rest[0])):
            self.quorum.append(rest[0])
        else:
            raise _wrong(number, "It is not a log, witness, group or quorum line, or names what no line before it defines.")

    def _group(self, number: int, needed: str, members: tuple[str, ...]) -> Group:
        if not all(self._is_defined(member) for member in members):
            raise _wrong(number, "A group may only name what a line before it defines.")
        if self.joined & set(members) or len(set(members)) != len(members):
            raise _wrong(number, "A name may be a member once, so that each witness counts in one way.")
        self.joined |= set(members)
        words = {"any": 1, "all": len(members)}
        count = words.get(needed) or (int(needed) if _NUMBER.fullmatch(needed) else 0)
        if not 0 < count <= len(members):
            raise _wrong(number, "It asks for none of its members, or for more than it has.")
        return Group(count, members)

    def _is_defined(self, name: str) -> bool:
        return name in self.groups or any(name == witness.name for witness in self.witnesses)

    def _free(self, number: int, name: str) -> None:
        if name == NONE or self._is_defined(name):
            raise _wrong(number, "That name is taken.")

    def _add(self, number: int, known: list[Party], one: Party) -> None:
        if any(one.key.public == other.key.public for other in (*self.logs, *self.witnesses)):
            raise _wrong(number, "The same key stands there twice.")
        known.append(one)


def _wrong(number: int, why: str) -> Unusable:
    if number:
        return Unusable("ledger.policy", f"Line '{number}' of the policy cannot be read.", why, "Correct it; see specs/ledger/policy.md.")
    return Unusable("ledger.policy-whole", "The policy cannot be read.", why, "Correct it; see specs/ledger/policy.md.")


def _day(seconds: int) -> date:
    try:
        return datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return date.max
