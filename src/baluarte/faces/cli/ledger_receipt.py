"""What became of a report, by its receipt: read from the files of the log, which anybody has."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.text import Text
from baluarte.core.ledger.entries.entry import LoggedEntry, read_entry
from baluarte.core.ledger.note import read_verifier
from baluarte.core.ledger.outside.policy import open_by, read_policy
from baluarte.core.ledger.outside.receipt import FIRST_LINE, Receipt, Verdict, index_of, judge, read_receipt
from baluarte.core.ledger.tiles import WIDTH, TiledTree, or_wider
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.verifier import ledger_verify

_SAID = {
    "included": Text("Acuse: incluido, en el lugar {index}.", "Receipt: included, at index {index}."),
    "not-due": Text("Acuse: aún no vence; a más tardar {by}.", "Receipt: not yet due; by {by}."),
    "left-out": Text(
        "Acuse: OMITIDO. Debía estar a más tardar {by}. Guarde el acuse y esta bitácora: juntos lo prueban ante cualquiera.",
        "Receipt: LEFT OUT. It was to be there by {by}. Keep the receipt and this log: together they prove it to anybody.",
    ),
    "undated": Text(
        "Acuse: no está, y ningún testigo fecha esta bitácora. Debía estar a más tardar {by}.",
        "Receipt: not there, and no witness dates this log. It was to be there by {by}.",
    ),
}
_NOT_OURS = Text("Acuse: no es nuestra firma.", "Receipt: not our signature.")


@dataclass(frozen=True)
class Question:
    """A receipt, the key of receipts, the log it is about, and the policy by which that log is believed."""

    receipt: str
    key: str
    log: str
    policy: str


def is_receipt(place: str) -> bool:
    """Say whether a file begins as a receipt does; everything else about it is looked at later."""
    try:
        with Path(place).open("rb") as file:
            return file.readline(64) == f"{FIRST_LINE}\n".encode()
    except OSError:
        return False


def ask(question: Question) -> tuple[Text, int]:
    """Return the sentence and the exit code. Raises what the log itself has wrong."""
    if not question.key:
        raise Unusable("command.no-receipt-key", "The key of receipts is missing.", "It is another key than that of the log.", "Add --receipt-key KEY, from paper or the gazette.")  # fmt: skip
    key = read_verifier(question.key)
    try:
        receipt = read_receipt(Path(question.receipt).read_bytes(), key)
    except Unusable as other:
        if other.code in {"note.other-key", "note.signature"}:
            return _NOT_OURS, FOUND
        raise
    verdict = _judge(receipt, question)
    values = {"index": verdict.index, "by": receipt.by.isoformat()}
    said = _SAID[verdict.state]
    return Text(said.es.format(**values), said.en.format(**values)), DONE if verdict.state in {"included", "not-due"} else FOUND


def _judge(receipt: Receipt, question: Question) -> Verdict:
    witnessed = open_by(read_policy(Path(question.policy).read_text("utf-8")), _read(question.log, "checkpoint"))
    head = witnessed.checkpoint.head
    if witnessed.checkpoint.origin != receipt.origin:
        raise Unusable("ledger.other-log", f"The receipt is of the log '{receipt.origin}'.", "This is another log.", "Give the log that the receipt names.")  # fmt: skip
    tree = TiledTree(head.size, or_wider(lambda path: _read(question.log, path)), head.root)
    return judge(receipt, index_of(receipt, _entries(tree)), witnessed)


def _entries(tree: TiledTree) -> Iterator[LoggedEntry]:
    for number in range(-(-tree.size // WIDTH)):
        yield from (read_entry(data, number * WIDTH + place) for place, data in enumerate(tree.entries(number)))


def _read(place: str, path: str) -> bytes:
    data = ledger_verify.read(place, path)
    if data is None:
        raise Missing("ledger.no-file", f"The log has no file '{path}'.", "", "Check the address.")
    return data
