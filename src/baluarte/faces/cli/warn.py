"""`baluarte warn`: a day of reports goes in, every organisation's own findings come out.

No server, no database, no network. It opens the files that its user names, and nothing else.
"""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from baluarte.core.constituency.asset_file import AssetFile, read_asset_file
from baluarte.core.constituency.lists import ASSET_FILE
from baluarte.core.constituency.row import what_and_fix
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.text import Text
from baluarte.core.sharing.label import LABELS
from baluarte.core.warning.lists import FINDINGS
from baluarte.core.warning.prioritise import CRITICAL_SCHEMA, KEV_SCHEMA, prioritise
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.offline.engines.here import run_files as run_here
from baluarte.faces.cli.offline.engines.ray import run_files as run_on_ray
from baluarte.faces.cli.offline.first_things import FirstThings
from baluarte.faces.cli.offline.folder import Folder
from baluarte.faces.cli.offline.outputs import accounting_of, write_accounts, write_organisations
from baluarte.faces.cli.offline.run import Order, Result
from baluarte.faces.cli.offline.shelf import Shelf
from baluarte.faces.cli.offline.tables import NO_FINDINGS, findings_table
from baluarte.faces.cli.offline.writer import Writer
from baluarte.faces.cli.printing import document, note, table
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.progress import Progress
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current
from baluarte.formats.generic import Mapping, read_mapping
from baluarte.formats.kev import read_kev
from baluarte.formats.problems import in_words
from baluarte.formats.shadowserver import Catalogue, load_catalogue
from baluarte.formats.tabular import read_table

_HELP = both(
    "Lee reportes, encuentra de quién es cada renglón y escribe lo que cada organización debe saber.\n\n"
    "No necesita servidor ni base de datos. Sin --out solo cuenta. Termina con 1 si algún renglón quedó en cuarentena.",
    "Read reports, find whose each row is, and write what each organisation must know.\n\n"
    "Needs no server and no database. Without --out it only counts. It ends with 1 where rows were set aside.",
)
_EXAMPLES = """
baluarte warn 2026-03-04-scan_rdp-anahuac.csv --assets ours.csv
baluarte warn reports/ --assets ours.csv --out today
baluarte warn *.csv.gz --assets ours.csv --kev known_exploited_vulnerabilities.json --json
"""
ENGINES = ("local", "ray")
MOST_LISTED = 20  # organisations in the summary for people
_FIELDS = ("files", "total", "assets")


def add(app: Spoken) -> None:
    """Add the command."""
    app.command("warn", help=_HELP, epilog=_EXAMPLES)(warn)


def warn(  # noqa: PLR0913 - each is an option of the command
    reports: Annotated[
        list[Path],
        typer.Argument(
            metavar=both("REPORTE", "REPORT"), help=both("Archivos o carpetas de reportes.", "Report files or folders of them.")
        ),
    ],
    *,
    assets: Annotated[Path, typer.Option(help=both("Archivo de activos (CSV o XLSX).", "Asset file (CSV or XLSX)."))],
    feed: Annotated[str, typer.Option(help=both("Fuente; auto la reconoce.", "Feed; auto recognises it."))] = "auto",
    out: Annotated[Path | None, typer.Option(help=both("Carpeta de resultados.", "Folder of results."))] = None,
    kev: Annotated[Path | None, typer.Option(help=both("Catálogo KEV (JSON o CSV).", "KEV catalogue (JSON or CSV)."))] = None,
    catalogue: Annotated[
        Path | None, typer.Option(help=both("reports.json oficial de Shadowserver.", "Shadowserver's official reports.json."))
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help=both("Correspondencia de columnas (YAML).", "Column mapping (YAML)."))] = None,
    engine: Annotated[
        str, typer.Option(help=both("Motor: local, o ray (extra baluarte[ray]).", "Engine: local, or ray (extra baluarte[ray])."))
    ] = "local",
) -> int:
    """Run the main job and say what became of every row."""
    _check_form()
    if engine not in ENGINES:
        raise Unusable("command.engine", f"There is no engine {engine!r}.", f"Known: {', '.join(ENGINES)}.", "Use --engine local.")
    files = tuple(_files(reports))
    constituency = _assets(assets)
    now = datetime.now(UTC)
    order = Order(
        files, constituency, now, secrets.token_bytes(32), feed,
        _catalogue(catalogue), _mapping(mapping),
    )  # fmt: skip
    known = _kev(kev)
    with Shelf(len(constituency.organisations)) as shelf:
        if out is None:
            result = _work(order, None, shelf, engine)
            told = [_told(findings) for findings in _ranked(order, shelf, known)]
        else:
            result, told = _work_into(out, order, shelf, (known, engine))
    return _say(result, pl.concat([_told(NO_FINDINGS), *told]), constituency, out)


def _work_into(out: Path, order: Order, shelf: Shelf, how: tuple[pl.DataFrame, str]) -> tuple[Result, list[pl.DataFrame]]:
    """Run the job and write its folder; nothing of it stands before all of it does."""
    assets, now, told, (known, engine) = order.assets, order.received_at, [], how
    with Folder(out) as folder:
        writer = Writer(folder, {number: one.slug for number, one in enumerate(assets.organisations, 1)})
        result = _work(order, writer, shelf, engine)
        writer.close(len(order.files))
        write_accounts(folder, result, assets)
        first_things, clear = FirstThings(folder), dict(result.accounts.iter_rows())
        for findings in _ranked(order, shelf, known):
            _check_label(findings)
            write_organisations(folder, findings, assets, clear, now)
            first_things.add(findings)
            told.append(_told(findings))
        first_things.write()
    return result, told


def _check_form() -> None:
    """Refuse a form this command does not have, before it reads for minutes."""
    flags = current().flags
    if flags.form in {"csv", "jsonl"}:
        raise Unusable(
            "command.form", f"This command prints no {flags.form}.", "An ignored form would be a wrong answer.", "Use --json, or --out."
        )
    for name in flags.fields:
        if name not in _FIELDS:
            raise Unusable(
                "command.field",
                f"{name!r} is not a field here.",
                "An ignored field would be a wrong answer.",
                f"Known: {', '.join(_FIELDS)}.",
            )


def _work(order: Order, writer: Writer | None, shelf: Shelf, engine: str) -> Result:
    size = sum(path.stat().st_size for path in order.files if path.is_file())
    with Progress(Text("Leyendo bytes", "Reading bytes"), size) as bar:
        if engine == "ray":
            result = run_on_ray(order, writer.folder.work if writer else None, shelf, bar.step)
        else:
            result = run_here(order, writer, shelf, bar.step)
    refusals = [account.refusal for account in result.files if account.refusal]
    if refusals and len(refusals) == len(result.files):
        raise refusals[0]
    return result


def _ranked(order: Order, shelf: Shelf, kev: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the findings of some organisations after another, first things first."""
    today = order.received_at.date()
    for found in shelf.blocks():
        ranked = prioritise(found, kev, pl.DataFrame(schema=CRITICAL_SCHEMA), today, told=today)
        yield findings_table(ranked, order.assets, order.received_at)


def _told(findings: pl.DataFrame) -> pl.DataFrame:
    """How many findings each organisation has, and how urgent the first is."""
    return findings.group_by("organisation").agg(findings=pl.len(), first=pl.col("priority").min())


def _files(named: list[Path]) -> Iterator[Path]:
    """Yield the files named, and those inside a folder that was named, in order of name."""
    for path in named:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
            if not inside:
                raise Unusable("command.file", f"'{path}' holds no file.", "", "Name the folder of the reports.")
            yield from inside
        else:
            yield path


def _assets(path: Path) -> AssetFile:
    """Read the asset file; a row that cannot be read is named, and the others count."""
    read, rejects = read_table(path.name, _bytes(path), ASSET_FILE)
    file = read_asset_file(read)
    language = current().flags.language
    for row in rejects.iter_rows(named=True):
        _tell(f"{path.name}:{row['line']}: [{row['code']}]")
    for row in file.rejected(language).iter_rows(named=True):
        _tell(f"{path.name}:{row['line']}: {row['column']}={row['value']!r}: {row['what']} {row['fix']} [{row['code']}]")
    for problem in file.notes:
        what, fix = (words.in_(language) for words in what_and_fix(problem.code))
        _tell(f"{path.name}:{problem.line}: {problem.column}={problem.value!r}: {what} {fix} [{problem.code}]")
    if not file.assets:
        raise Unusable("assets.none", f"'{path.name}' holds no asset that could be read.", "", "Mend the rows named above.")
    return file


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable("command.file", f"'{path}' cannot be opened: {error.strerror}.", "", "Check the name and the rights.") from error


def _kev(path: Path | None) -> pl.DataFrame:
    return pl.DataFrame(schema=KEV_SCHEMA) if path is None else read_kev(_bytes(path)).select(KEV_SCHEMA.names())


def _catalogue(path: Path | None) -> Catalogue | None:
    return None if path is None else load_catalogue(_bytes(path))


def _mapping(path: Path | None) -> Mapping | None:
    return None if path is None else read_mapping(_bytes(path).decode("utf-8", "replace"))


def _check_label(findings: pl.DataFrame) -> None:
    """Refuse before anything is written where a row is above what this run may hand out."""
    ceiling = current().flags.max_tlp
    above = findings.filter(~pl.col("tlp").is_in(LABELS[: LABELS.index(ceiling) + 1]))
    if above.height:
        raise Refused(
            "sharing.above-max",
            f"{above.height} findings are above TLP:{ceiling.upper()}.",
            "The limit is the same on a terminal, into a file and in a pipe.",
            "If you may pass them on, raise --max-tlp.",
        )


def _tell(line: str) -> None:
    note(Text(line, line))


def _say(result: Result, told: pl.DataFrame, assets: AssetFile, out: Path | None) -> int:
    """Print the accounts: one object for programs, two small tables for people."""
    if current().flags.json:
        whole = accounting_of(result, assets)
        document({name: whole[name] for name in current().flags.fields or whole})
    else:
        _print_accounts(result)
        _print_organisations(told, assets)
    for account in result.files:
        if not account.recognised and account.report:
            line = Text(
                "el tipo {0} no se conoce; se leyó por sus columnas comunes", "the type {0} is not known; it was read by its common columns"
            )
            _tell(f"{account.file}: {line.in_(current().flags.language).format(account.report)}")
        if account.refusal:
            words = in_words(account.refusal, current().flags.language)
            _tell(f"{account.file}: {words.what} {words.fix} [{account.refusal.code}]")
    if out is not None:
        note(Text(f"Resultados en {out}", f"Results in {out}"))
        if result.total.quarantined:
            place = out / "quarantine.csv"
            note(
                Text(
                    f"Renglones en cuarentena: {result.total.quarantined}, en {place}",
                    f"Rows set aside: {result.total.quarantined}, in {place}",
                )
            )
    return DONE if result.clean and not assets.problems else FOUND


def _print_accounts(result: Result) -> None:
    sums = list(result.total.to_dict())
    lines: list[list[str]] = [[account.file, *(str(value) for value in account.counts.to_dict().values())] for account in result.files]
    if len(lines) > 1:
        lines.append(["total", *(str(value) for value in result.total.to_dict().values())])
    table(["file", *sums], lines, form=current().flags.form if current().flags.form == "md" else "table")


def _print_organisations(told: pl.DataFrame, assets: AssetFile) -> None:
    if not told.height:
        note(Text("Ningún hallazgo toca a sus organizaciones.", "No finding concerns your organisations."))
        return
    names = {one.slug: one.name for one in assets.organisations}
    counted: list[dict[str, Any]] = (
        told.sort("first", "findings", "organisation", descending=[False, True, False]).head(MOST_LISTED).to_dicts()
    )  # fmt: skip
    language = current().flags.language
    header = [
        FINDINGS.column("organisation").label.in_(language),
        Text("hallazgos", "findings").in_(language),
        FINDINGS.column("priority").label.in_(language),
    ]
    with suppress(BrokenPipeError):
        table(header, [[names[row["organisation"]], str(row["findings"]), str(row["first"])] for row in counted])
