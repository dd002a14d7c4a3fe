"""What a log says of itself before anything else: its key, the policy of its witnesses, the program that writes it.

Each is compared with the last entry of its kind, so a change is an entry, once.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from baluarte import __version__
from baluarte.store.ledger.lanes import Draft, begin, give_places, last_body
from baluarte.store.ledger.log.writer import Writer
from baluarte.store.ledger.models import Logged

_POWERS = "actions"  # the folder whose files are the list of powers


def log_changes(writer: Writer, policy: bytes, now: datetime) -> None:
    """Begin a log that has not begun, and log what changed about it since. Call it in a transaction."""
    begin(now, writer.origin)
    drafts = [Draft(kind, now, body) for kind, body in _changes(writer, policy)]
    if drafts:
        give_places(drafts, writer.origin)


def _changes(writer: Writer, policy: bytes) -> Iterator[tuple[str, dict[str, object]]]:
    if not Logged.objects.filter(kind="ledger.key").exists():
        yield "ledger.key", {"role": "log", "vkey": str(writer.key), "from_seq": 0, "reason": "first"}
    known, sha256 = last_body("ledger.policy"), hashlib.sha256(policy).hexdigest()
    if policy and known.get("policy_sha256") != sha256:
        yield "ledger.policy", {"version": int(str(known.get("version", 0))) + 1, "policy_sha256": sha256}
    program, powers = program_hashes()
    if last_body("ledger.software") != {"version": __version__, "hashes_sha256": program, "powers_sha256": powers}:
        yield "ledger.software", {"version": __version__, "hashes_sha256": program, "powers_sha256": powers}


@cache
def program_hashes() -> tuple[str, str]:
    """Return the SHA-256 of every source file of this program, and of those that are its powers alone.

    Each file is one line, `sha256  path`, sorted by path, as `sha256sum` writes it.
    """
    lines = sorted((path, f"{hashlib.sha256(data).hexdigest()}  {path}\n") for path, data in _sources(files("baluarte"), ""))
    powers = [line for path, line in lines if path.startswith(f"{_POWERS}/")]
    return _of("".join(line for _, line in lines)), _of("".join(powers))


def _of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _sources(folder: Traversable, below: str) -> Iterator[tuple[str, bytes]]:
    for one in folder.iterdir():
        if one.is_dir() and one.name != "__pycache__":
            yield from _sources(one, f"{below}{one.name}/")
        elif one.name.endswith((".py", ".toml", ".html", ".js", ".mo")):
            yield f"{below}{one.name}", one.read_bytes()
