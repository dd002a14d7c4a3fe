"""The signer: holds the key of the log, and remembers by itself what it signed last.

It stands outside the web process and believes nobody: what it is asked to sign must begin
with everything that it signed before, shown by a proof. What it will sign is on its disk
before the signature exists, so no crash lets it sign two histories. A key without its
memory signs nothing: that is a restored backup.
"""

import base64
import fcntl
import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baluarte.core.errors import BaluarteError, Broken, Unreachable, Unusable
from baluarte.core.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint
from baluarte.core.ledger.note import read_note, verifier_of
from baluarte.core.ledger.proofs import extends
from baluarte.core.ledger.tree import EMPTY_ROOT, TreeHead

_KEY, _MEMORY, _LOCK = "ledger.key", "memory", "lock"
_SEED_BYTES = 32
_PATIENCE = 60  # seconds for one signature
_KINDS = {kind.__name__: kind for kind in (Broken, Unreachable, Unusable)}


@dataclass(frozen=True)
class SignerFolder:
    """The signer itself, over a folder that only its own user should enter."""

    place: Path
    seed: bytes = field(default=b"", repr=False)  # only tests name one

    def key(self, origin: str) -> str:
        """Return the public key, made with an empty memory where there is none yet."""
        with self._alone():
            return str(verifier_of(origin, self._seed(origin)))

    def remembered(self, origin: str) -> tuple[int, bytes]:
        """Return size and root that were signed last."""
        with self._alone():
            self._seed(origin)
            head = self._memory(origin).head
        return head.size, head.root

    def sign(self, text: str, proof: Sequence[bytes]) -> bytes:
        """Return the signed note of a checkpoint that continues the last one. Raises `Broken`."""
        asked = read_checkpoint(text)
        with self._alone():
            seed, last = self._seed(asked.origin), self._memory(asked.origin)
            if not extends(last.head, asked.head, proof):
                raise Broken(
                    "ledger.signer-refuses",
                    f"The signer last signed size '{last.head.size}'; what it is asked to sign now, size '{asked.head.size}', does not continue it.",
                    "A log never signs a checkpoint that contradicts one signed before.",
                    "Was a backup restored? Then 'baluarte ledger recover' brings the published entries back.",
                )
            self._write(_MEMORY, asked.text.encode())
            return sign_checkpoint(asked, seed)

    def adopt(self, note: bytes) -> None:
        """Remember again, from a checkpoint that this very key signed, what was lost; a memory that is there is left as it is."""
        seed = self._kept_seed()
        with self._alone():
            if seed and not (self.place / _MEMORY).exists():
                origin = read_checkpoint(read_note(note).text).origin
                checkpoint, _ = open_checkpoint(note, [verifier_of(origin, seed)])
                self._write(_MEMORY, checkpoint.text.encode())

    def _kept_seed(self) -> bytes:
        path = self.place / _KEY
        return base64.b64decode(path.read_bytes(), validate=True) if path.exists() else b""

    def _seed(self, origin: str) -> bytes:
        path = self.place / _KEY
        if not path.exists():
            if (self.place / _MEMORY).exists():
                raise _lost("its key")
            self._write(_MEMORY, Checkpoint(origin, TreeHead(0, EMPTY_ROOT)).text.encode())
            self._write(_KEY, base64.b64encode(self.seed or secrets.token_bytes(_SEED_BYTES)))
        return self._kept_seed()

    def _memory(self, origin: str) -> Checkpoint:
        try:
            memory = read_checkpoint((self.place / _MEMORY).read_text("utf-8"))
        except (OSError, Unusable):
            raise _lost("its memory") from None
        if memory.origin != origin:
            raise Broken("ledger.signer-other-log", f"The signer signs for '{memory.origin}', not for '{origin}'.", "", "Set BALUARTE_LEDGER_ORIGIN back.")  # fmt: skip
        return memory

    def _write(self, name: str, data: bytes) -> None:
        aside = self.place / f".aside-{name}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(self.place / name)
        folder = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other signer of this folder waiting: memory is read, compared and written in one step."""
        self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.place / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@dataclass(frozen=True)
class SignerProcess:
    """The signer as another process sees it: one request in, one answer out, the key never."""

    command: tuple[str, ...]

    def key(self, origin: str) -> str:
        """Return the public key."""
        return str(self._ask({"do": "key", "origin": origin})["key"])

    def remembered(self, origin: str) -> tuple[int, bytes]:
        """Return size and root that were signed last."""
        said = self._ask({"do": "remembered", "origin": origin})
        return int(said["size"]), base64.b64decode(said["root"])

    def sign(self, text: str, proof: Sequence[bytes]) -> bytes:
        """Return the signed note of a checkpoint that continues the last one. Raises `Broken`."""
        told: dict[str, object] = {"do": "sign", "text": text, "proof": [base64.b64encode(one).decode() for one in proof]}
        return str(self._ask(told)["note"]).encode()

    def adopt(self, note: bytes) -> None:
        """Remember again what was signed, where the memory was lost."""
        self._ask({"do": "adopt", "note": note.decode()})

    def _ask(self, request: dict[str, object]) -> dict[str, Any]:
        try:
            done = subprocess.run(  # noqa: S603 - the command is the operator's own setting, never a reader's word
                self.command, input=json.dumps(request), capture_output=True, text=True, timeout=_PATIENCE, check=False
            )
            said: dict[str, Any] = json.loads(done.stdout)
        except (OSError, ValueError, subprocess.SubprocessError) as failure:
            raise Unreachable(
                "ledger.no-signer", "The signer does not answer.", str(failure)[:200], "See BALUARTE_LEDGER_SIGNER."
            ) from failure
        if "error" in said:
            raise _KINDS.get(said["error"].pop("kind"), Broken)(**said["error"])
        return said


def answer(place: Path, request: str) -> str:
    """Return the answer to one request, as `SignerProcess` reads it."""
    signer = SignerFolder(place)
    try:
        asked = json.loads(request)
        match asked["do"]:
            case "key":
                said: dict[str, object] = {"key": signer.key(asked["origin"])}
            case "remembered":
                size, root = signer.remembered(asked["origin"])
                said = {"size": size, "root": base64.b64encode(root).decode()}
            case "sign":
                said = {"note": signer.sign(asked["text"], [base64.b64decode(one) for one in asked["proof"]]).decode()}
            case "adopt":
                signer.adopt(asked["note"].encode())
                said = {"adopted": True}
            case other:
                raise Unusable("ledger.signer-request", f"The signer does not know how to {other!r}.")
    except BaluarteError as refused:
        said = {"error": {"kind": type(refused).__name__, **refused.to_dict()}}
    except (ValueError, LookupError, TypeError):
        said = {"error": {"kind": "Unusable", "code": "ledger.signer-request", "what": "The signer was asked for nothing it knows."}}
    return json.dumps(said)


def _lost(what: str) -> Broken:
    return Broken(
        "ledger.signer-lost",
        f"The signer has lost {what}.",
        "Without both it cannot know what it signed, so it signs nothing.",
        "Bring its folder back; or, from a mirror, run 'baluarte ledger recover'.",
    )
