"""`baluarte import`: files come in, as reports of a feed or as rows of the register.

One refused file among several stops nothing: the others are read and the code is 1.
If no file at all could be read, it is 2.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

import polars as pl
import typer

from baluarte.core.constituency.claims import CLAIMS
from baluarte.core.errors import BaluarteError, Unusable
from baluarte.core.feeds.accounting import Accounting
from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.deduplicate import Memory
from baluarte.core.warning.job import Terms, run
from baluarte.core.warning.match import build_index
from baluarte.faces.cli.delivery import plain
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.printing import document, file_name, note, table
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.progress import Progress
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current
from baluarte.formats.generic import read_mapping
from baluarte.formats.problems import in_words
from baluarte.formats.reports import open_report

if TYPE_CHECKING:
    from baluarte.core.constituency.register import Imported

Kind = Literal["reports", "assets", "orgs", "contacts"]
What = Literal["organisations", "contacts", "assets"]
MOST_REGISTER_BYTES = 64 << 20
MOST_MAPPING_BYTES = 1 << 16
_REGISTER: dict[str, What] = {"assets": "assets", "orgs": "organisations", "contacts": "contacts"}
_SUMS = ("read", "accepted", "duplicate", "quarantined", "matched", "unmatched")
_CHANGES = ("read", "changed", "unchanged", "new")
_HELP = both(
    "Recibe archivos: reportes de una fuente o renglones del directorio.\n\n"
    "De inicio son reportes. Los renglones que no se pueden leer se apartan con su motivo y los demás siguen; entonces termina con 1. "
    "El directorio acepta exactamente lo que exporta.",
    "Take files in: reports of a feed, or rows of the register.\n\n"
    "They are reports unless told otherwise. Rows that cannot be read are set aside with their reason and the others go on; it then ends with 1. "
    "The register takes exactly what it exports.",
)
_EXAMPLES = """
baluarte import 2026-03-04-scan_ssl-anahuac.csv.gz
baluarte import *.csv --feed shadowserver
baluarte import ours.tsv --mapping columns.yaml --dry-run
baluarte import assets.xlsx --type assets --dry-run
"""


@dataclass(frozen=True)
class Way:
    """How reports are to be read: their feed, and the mapping of their columns, if they need one."""

    feed: str
    mapping: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its sums, or the error that refused it."""

    file: str
    values: dict[str, Any]
    clean: bool = True
    error: BaluarteError | None = None


def add(app: Spoken) -> None:
    """Add the command."""
    app.command("import", help=_HELP, epilog=_EXAMPLES)(bring_in)


def bring_in(
    files: Annotated[list[Path], typer.Argument(metavar=both("ARCHIVO", "FILE"), help=both("Archivos.", "Files."))],
    feed: Annotated[str, typer.Option(help=both("Fuente; auto la reconoce.", "Feed; auto recognises it."))] = "auto",
    kind: Annotated[Kind, typer.Option("--type", help=both("Qué contienen.", "What they hold."))] = "reports",
    mapping: Annotated[
        Path | None,
        typer.Option(
            help=both("Qué columna es cada cosa (YAML), para tablas propias.", "Which column is what (YAML), for tables of your own.")
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=both("Hace todo menos escribir.", "Do everything but write."))] = False,
) -> int:
    """Take every file in and say what became of its rows."""
    work = _work(kind, Way(feed, _mapping(mapping)), dry_run=dry_run)
    with Progress(Text("Recibiendo", "Taking in"), len(files)) as bar:
        outcomes = [_one(path, work, bar) for path in files]
    columns = (*_SUMS, "receipt") if kind == "reports" else (*_CHANGES, "rejected")
    refused = [outcome.error for outcome in outcomes if outcome.error is not None]
    if len(refused) == len(outcomes):
        raise refused[0]
    for outcome in outcomes:
        _say_refused(outcome)
    _print(outcomes, columns)
    return DONE if all(outcome.clean for outcome in outcomes) else FOUND


def _mapping(path: Path | None) -> str:
    if path is None:
        return ""
    with opened(path) as stream:
        return stream.read(MOST_MAPPING_BYTES).decode("utf-8", "replace")


def _work(kind: Kind, way: Way, *, dry_run: bool) -> Callable[[Path], Outcome]:
    if kind != "reports":
        return lambda path: _register(path, kind, dry_run=dry_run)
    return lambda path: _rehearse(path, way) if dry_run else _report(path, way)


def _one(path: Path, work: Callable[[Path], Outcome], bar: Progress) -> Outcome:
    try:
        return work(path)
    except Unusable as error:
        return Outcome(file_name(path), {"code": error.code}, clean=False, error=error)
    finally:
        bar.step()


def _say_refused(outcome: Outcome) -> None:
    """Name a refused file on standard error; the others went on."""
    if outcome.error is not None:
        words = in_words(outcome.error, current().flags.language)
        line = f"{outcome.file}: {words.what} {words.fix} [{outcome.error.code}]"
        note(Text(line, line))


def _report(path: Path, way: Way) -> Outcome:
    world = current().world
    from baluarte.actions.feeds import receive_delivery
    from baluarte.actions.warning import ingest_delivery

    with opened(path) as stream:
        received = receive_delivery(world, OPERATOR, way.feed, file_name(path), stream, mapping=way.mapping)
    done = ingest_delivery(world, OPERATOR, received.id)
    if done.state == "failed":
        raise Unusable(done.code, f"'{file_name(path)}' was refused.", "", "See why with: baluarte delivery show.")
    clean = done.state == "done" and not done.accounting.quarantined
    return Outcome(file_name(path), plain(done), clean=clean)


def _rehearse(path: Path, way: Way) -> Outcome:
    """Read a report as the real run would, and write nothing. Owners, and what came before, are not looked up."""
    mapping = read_mapping(way.mapping) if way.mapping else None
    terms = Terms(build_index(pl.DataFrame(schema=CLAIMS)), bytes(32), current().world.now(), 0)
    counts, memory, partial = Accounting(), Memory(terms.known), ""
    with opened(path) as stream:
        for reading in open_report(file_name(path), stream, feed=way.feed, mapping=mapping):
            for batch in run(reading, terms, memory):
                counts += batch.counts
            partial = partial or reading.partial
    values = {**counts.to_dict(), "codes": counts.codes, "code": partial, "matched": None, "unmatched": None}
    return Outcome(file_name(path), values, clean=not counts.quarantined and not partial)


def _register(path: Path, kind: str, *, dry_run: bool) -> Outcome:
    world = current().world
    from baluarte.actions.constituency import import_register

    with opened(path) as stream:
        data = stream.read(MOST_REGISTER_BYTES + 1)
    if len(data) > MOST_REGISTER_BYTES:
        raise Unusable("file.too-large", f"'{file_name(path)}' is larger than {MOST_REGISTER_BYTES >> 20} MiB.", "", "Split it.")
    done = import_register(world, OPERATOR, _REGISTER[kind], file_name(path), data, dry_run=dry_run)
    _print_rejected(path, done)
    return Outcome(file_name(path), done.to_dict(), clean=not done.problems)


def _print_rejected(path: Path, done: "Imported") -> None:
    """Say each row that was refused on standard error, with its reason; the others are in."""
    for row in done.rejected_in(current().flags.language).iter_rows(named=True):
        line = f"{file_name(path)}:{row['line']}: {row['column']}={row['value']!r}: {row['what']} {row['fix']} [{row['code']}]"
        note(Text(line, line))


def _print(outcomes: list[Outcome], columns: tuple[str, ...]) -> None:
    if current().flags.json:
        document([{"file": outcome.file, **outcome.values} for outcome in outcomes])
        return
    lines = [[outcome.file, *[_cell(outcome.values.get(name)) for name in columns]] for outcome in outcomes if outcome.error is None]
    if lines:
        table(("file", *columns), lines, form=current().flags.form)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file that somebody named, or say in words that it cannot be opened."""
    try:
        with path.open("rb") as stream:
            yield stream
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise Unusable("command.file", f"'{path}' cannot be opened: {error.strerror}.", "", "Check the name and the rights.") from error
