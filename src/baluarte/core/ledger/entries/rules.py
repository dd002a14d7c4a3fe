"""What entries must mean together: step 6 of verifying a log, the only one that reads what they say.

Each rule looks at entries alone and in their order, so that anybody can check it. A finding
names its entry; a rule that has nothing to look at finds nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from baluarte.core.errors import Broken, Missing
from baluarte.core.ground.text import Text
from baluarte.core.ledger.entries.access import day_path, split_day
from baluarte.core.ledger.entries.entry import LoggedEntry
from baluarte.core.ledger.entries.kinds import kinds
from baluarte.core.ledger.tree import TreeHead

Entries = Sequence[LoggedEntry]


@dataclass(frozen=True)
class Breach:
    """One entry that does not agree with the others."""

    seq: int
    rule: str  # stable, like an error's code
    why: Text


def breaches(entries: Iterable[LoggedEntry]) -> list[Breach]:
    """Return everything that does not hold, in the order of the entries."""
    listed = list(entries)
    found = [breach for rule in RULES for breach in rule(listed)]
    return sorted(found, key=lambda breach: (breach.seq, breach.rule))


def starts_once(entries: Entries) -> Iterator[Breach]:
    """The log says who it is at index 0, and nowhere else."""
    for entry in entries:
        if (entry.kind == "ledger.start") != (entry.seq == 0):
            yield Breach(
                entry.seq,
                "start",
                Text(
                    "Una bitácora comienza con ledger.start, y lo tiene una sola vez.", "A log begins with ledger.start, and has it once."
                ),
            )


def accounts_add_up(entries: Entries) -> Iterator[Breach]:
    """Every row is accepted, a duplicate or in quarantine; every warning due was accepted, failed or held."""
    for entry in entries:
        if entry.kind == "feeds.accounting" and _n(entry, "rows") != _n(entry, "accepted", "duplicate", "quarantined"):
            yield Breach(
                entry.seq,
                "accounting",
                Text("rows no es accepted + duplicate + quarantined.", "rows are not accepted + duplicate + quarantined."),
            )
        if entry.kind == "warning.counts" and _n(entry, "due") != _n(entry, "accepted", "failed", "held"):
            yield Breach(entry.seq, "accounting", Text("due no es accepted + failed + held.", "due is not accepted + failed + held."))


def batches_are_sorted(entries: Entries) -> Iterator[Breach]:
    """A batch lies in the order of its commitments, so that the order says nothing about who came when."""
    for before, entry in pairwise(entries):
        kind = kinds().get(entry.kind)
        if kind is None or not kind.sorted_by or (before.kind, before.at) != (entry.kind, entry.at):
            continue
        if str(before.body[kind.sorted_by]) > str(entry.body[kind.sorted_by]):
            yield Breach(
                entry.seq,
                "order",
                Text(
                    f"Un lote de {entry.kind} no está ordenado por {kind.sorted_by}.",
                    f"A batch of {entry.kind} is not sorted by {kind.sorted_by}.",
                ),
            )


def reports_are_counted(entries: Entries) -> Iterator[Breach]:
    """The totals of a day are the reports that stand in the log up to that day."""
    days: list[str] = []
    for entry in entries:
        if entry.kind == "incidents.report":
            days.append(_text(entry, "day"))
        elif entry.kind == "incidents.states":
            if _n(entry, "received_total") != sum(day <= _text(entry, "day") for day in days):
                yield Breach(
                    entry.seq,
                    "reports",
                    Text(
                        "received_total no es el número de reportes de la bitácora.",
                        "received_total is not the number of reports in the log.",
                    ),
                )
            if _n(entry, "received_total") != _n(entry, "open_total", "closed_total"):
                yield Breach(
                    entry.seq,
                    "reports",
                    Text("received_total no es open_total + closed_total.", "received_total is not open_total + closed_total."),
                )
            if _n(entry, "open_over_30_days") > _n(entry, "open_total"):
                yield Breach(
                    entry.seq,
                    "reports",
                    Text("Hay más abiertos por más de 30 días que abiertos.", "More are open for over 30 days than are open."),
                )


def evidence_is_accepted_by_others(entries: Entries) -> Iterator[Breach]:
    """Whoever owns a commitment, or brought the evidence, does not accept it."""
    owners: dict[str, str] = {}
    collectors: dict[str, str] = {}
    for entry in entries:
        if entry.kind == "strategy.commitment":
            owners[_text(entry, "code")] = _text(entry, "owner")
        elif entry.kind == "strategy.evidence-filed":
            collectors[_text(entry, "evidence")] = _text(entry, "collector")
        elif entry.kind == "strategy.evidence" and entry.body["outcome"] == "accepted":
            if entry.body["by"] == owners.get(_text(entry, "code")):
                yield Breach(
                    entry.seq,
                    "evidence",
                    Text("El responsable del compromiso aceptó la prueba.", "The owner of the commitment accepted the evidence."),
                )
            if entry.body["by"] == collectors.get(_text(entry, "evidence")):
                yield Breach(
                    entry.seq, "evidence", Text("Quien presentó la prueba la aceptó.", "The collector of the evidence accepted it.")
                )


def statements_have_no_gap(entries: Entries) -> Iterator[Breach]:
    """After the first monthly statement there is one for every month that has ended."""
    stated = {_text(entry, "month"): entry.seq for entry in entries if entry.kind == "rights.statement"}
    if not stated:
        return
    month, last = min(stated), f"{entries[-1].at:%Y-%m}"
    while month < last:
        if month not in stated and not _is_off(entries, "monthly-statement", month):
            yield Breach(entries[-1].seq, "statement", Text(f"No hay declaración de {month}.", f"There is no statement for {month}."))
        month = _next_month(month)


def breaches_are_opened(entries: Entries) -> Iterator[Breach]:
    """A breach of our own that was sealed is opened by its day, or a court's order says until when it stays."""
    due: dict[int, str] = {}
    for entry in entries:
        if entry.kind == "rights.breach":
            due[entry.seq] = _text(entry, "open_by")
        elif entry.kind == "rights.breach-extend" and _n(entry, "of_seq") in due:
            due[_n(entry, "of_seq")] = max(due[_n(entry, "of_seq")], _text(entry, "until"))
        elif entry.kind == "rights.breach-open" and f"{entry.at:%Y-%m-%d}" <= due.get(_n(entry, "of_seq"), ""):
            del due[_n(entry, "of_seq")]
    today = f"{entries[-1].at:%Y-%m-%d}" if entries else ""
    yield from (
        Breach(seq, "breach", Text(f"Debía abrirse a más tardar {day}.", f"It was to be opened by {day}."))
        for seq, day in due.items()
        if day < today
    )


def delays_end(entries: Entries) -> Iterator[Breach]:
    """No more delays end than were granted; and as one lasts 90 days at most, those of four months before have ended."""
    granted, ended = 0, 0
    by_month: dict[str, int] = {}
    for entry in entries:
        if entry.kind == "rights.counters":
            month = _text(entry, "month")
            granted, ended = granted + _n(entry, "delays_granted"), ended + _n(entry, "delays_ended")
            by_month[month] = granted
            long_ago = max((count for known, count in by_month.items() if _months(known) <= _months(month) - 4), default=0)
            if not long_ago <= ended <= granted:
                yield Breach(
                    entry.seq,
                    "delays",
                    Text(
                        f"Se concedieron {granted} demoras, {long_ago} de ellas hace mucho, y terminaron {ended}.",
                        f"{granted} delays were granted, {long_ago} of them long ago, and {ended} have ended.",
                    ),
                )


def access_days_are_closed(entries: Entries) -> Iterator[Breach]:
    """Each day closes with the number of its batches and reads; a day without reads closes with none."""
    counts: dict[str, list[int]] = defaultdict(list)
    last: date | None = None
    for entry in entries:
        if entry.kind == "rights.access-batch":
            if _n(entry, "batch") != len(counts[_text(entry, "day")]):
                yield Breach(
                    entry.seq,
                    "access",
                    Text(
                        "Los lotes del día no están numerados desde 0 y sin huecos.",
                        "The batches of the day are not numbered from 0 without a gap.",
                    ),
                )
            counts[_text(entry, "day")].append(_n(entry, "count"))
        elif entry.kind == "rights.access-day":
            day, batches = date.fromisoformat(_text(entry, "day")), counts[_text(entry, "day")]
            if (_n(entry, "batches"), _n(entry, "count")) != (len(batches), sum(batches)):
                yield Breach(
                    entry.seq,
                    "access",
                    Text(
                        "Los lotes y consultas del día no son los que se asentaron.",
                        "Batches and reads of the day are not those that were logged.",
                    ),
                )
            if _n(entry, "withheld") + _n(entry, "released") > _n(entry, "count"):
                yield Breach(
                    entry.seq,
                    "access",
                    Text(
                        "Se retuvieron o liberaron más consultas de las que hubo.", "More reads were withheld or released than there were."
                    ),
                )
            if last is not None and day != last + timedelta(days=1):
                yield Breach(
                    entry.seq,
                    "access",
                    Text(
                        f"Después de {last} viene {day}: falta un día, o está dos veces.",
                        f"After {last} comes {day}: a day is missing, or stands twice.",
                    ),
                )
            last = day


def day_files_hold(entries: Entries, read: Callable[[str], bytes]) -> Iterator[Breach]:
    """The file of each closed day is there, with the right hash, and its batches have their counts and roots.

    It needs the files as well, so it stands apart from the rules that need entries alone.
    """
    heads: dict[str, list[TreeHead]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "rights.access-batch":
            heads[_text(entry, "day")].append(TreeHead(_n(entry, "count"), bytes.fromhex(_text(entry, "root"))))
        elif entry.kind == "rights.access-day":
            try:
                data = read(day_path(date.fromisoformat(_text(entry, "day"))))
                split_day(data, heads[_text(entry, "day")])
            except (Missing, Broken) as absent:
                yield Breach(entry.seq, "day-file", Text("El archivo del día no está, o no es el que se asentó.", str(absent)))
                continue
            if hashlib.sha256(data).hexdigest() != entry.body["file_sha256"]:
                yield Breach(entry.seq, "day-file", Text("El archivo del día tiene otra huella.", "The file of the day has another hash."))


def statuses_fit_their_interval(entries: Entries) -> Iterator[Breach]:
    """A status says no more than its interval does; its inputs are recomputed elsewhere, where they are public."""
    for entry in entries:
        if entry.kind != "strategy.status":
            continue
        lower, upper = Decimal(_text(entry, "lower")), Decimal(_text(entry, "upper"))
        fits = {
            "complete": lower == 1,
            "substantial": lower >= Decimal("0.5"),
            "limited": upper < Decimal("0.5"),
            "no-evidence": lower == 0 and upper == 1,
        }
        if lower > upper or not fits.get(_text(entry, "status"), True):
            yield Breach(
                entry.seq,
                "status",
                Text(
                    f"{entry.body['status']} no corresponde al intervalo de {lower} a {upper}.",
                    f"{entry.body['status']} does not fit {lower} to {upper}.",
                ),
            )


RULES: tuple[Callable[[Entries], Iterator[Breach]], ...] = (
    starts_once,
    accounts_add_up,
    batches_are_sorted,
    reports_are_counted,
    evidence_is_accepted_by_others,
    statements_have_no_gap,
    breaches_are_opened,
    delays_end,
    access_days_are_closed,
    statuses_fit_their_interval,
)


def _n(entry: LoggedEntry, *names: str) -> int:
    return sum(int(str(entry.body[name])) for name in names)


def _text(entry: LoggedEntry, name: str) -> str:
    return str(entry.body[name])


def _is_off(entries: Entries, switch: str, month: str) -> bool:
    """Say whether a legal promise was switched off, in public, before a month ended."""
    values = [
        entry.body["value"]
        for entry in entries
        if entry.kind == "rights.switch" and entry.body["switch"] == switch and f"{entry.at:%Y-%m}" <= month
    ]
    return values[-1:] == ["off"]


def _months(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _next_month(month: str) -> str:
    return f"{(_months(month) + 1) // 12:04}-{(_months(month) + 1) % 12 + 1:02}"
