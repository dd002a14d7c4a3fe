"""`baluarte feed`: where deliveries come from by themselves, and how well each source is."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from baluarte.core.errors import Unusable
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.sources.health import SourceHealth, words_of
from baluarte.core.sources.lists import HEALTH_WORDS, ROUNDS, SOURCES
from baluarte.core.sources.source import KINDS, OPTIONS, Source
from baluarte.faces.cli.asking import confirm
from baluarte.faces.cli.delivery import plain
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import ANY_WORDS, add_list, group, read_pairs
from baluarte.faces.cli.printing import document, note, record, table, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

if TYPE_CHECKING:
    from baluarte.core.sources.page import MappingPreview

Name = Annotated[str, typer.Argument(help=both("Nombre de la fuente.", "Name of the source."))]
MOST_SAMPLE_BYTES = 64 << 20
_COMMON = ("kind", "feed", "schedule", "expected_hours", "most_quarantined", "countries", "mapping", "state")
_OPTIONS = "; ".join(f"{kind}: {', '.join('--' + one.name.replace('_', '-') for one in OPTIONS[kind]) or '-'}" for kind in KINDS)
_FIELDS_ES = f"Campos: {', '.join('--' + name.replace('_', '-') for name in _COMMON)}. Por clase, {_OPTIONS}."
_FIELDS_EN = f"Fields: {', '.join('--' + name.replace('_', '-') for name in _COMMON)}. By kind, {_OPTIONS}."
_EXAMPLES = "baluarte feed list\nbaluarte feed health\nbaluarte feed run shadowserver-daily"
_SHOW = both("Muestra una fuente, su salud y sus últimas visitas.", "Show a source, its health and its last visits.")
_HEALTH = both(
    "Dice cómo está cada fuente y cada tipo de reporte. Termina con 1 si alguna no está completa.",
    "Say how every source and report type is. Ends with 1 where one is not complete.",
)
_RUN = both(
    "Visita una fuente ahora y lee lo que trajo; sin nombre, las que ya tocan.",
    "Visit a source now and read what it brought; without a name, those that are due.",
)
_REPARSE = both(
    "Vuelve a leer con los lectores de hoy lo que se apartó por un motivo. Hacerlo dos veces no cambia nada.",
    "Read again, with the readers of today, what was set aside for a reason. Twice changes nothing.",
)
_PREVIEW = both(
    "Muestra qué haría un mapeo con una muestra: qué columna es qué, los primeros renglones y lo que se apartaría. No guarda nada.",
    "Show what a mapping would make of a sample: which column is what, the first rows, and what would be set aside. Keeps nothing.",
)
_ADD = both(f"Da de alta una fuente.\n\n{_FIELDS_ES}", f"Add a source.\n\n{_FIELDS_EN}")
_CHANGE = both(
    f"Cambia una fuente, o deja seguir una detenida con --state active.\n\n{_FIELDS_ES}",
    f"Change a source, or let a stopped one go on with --state active.\n\n{_FIELDS_EN}",
)
_END = both("Retira una fuente: ya no se visita; lo que trajo se queda.", "End a source: it is no longer visited; what it brought stays.")


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(both("Fuentes de las que llegan entregas, y su salud.", "Sources of deliveries, and their health."), _EXAMPLES)
    add_list(noun, SOURCES, _list, "baluarte feed list --health late\nbaluarte feed list --json=name,health,next_round")
    noun.command("show", help=_SHOW, epilog="baluarte feed show shadowserver-daily")(show)
    noun.command("health", help=_HEALTH, epilog="baluarte feed health\nbaluarte feed health --json")(health)
    noun.command("run", help=_RUN, epilog="baluarte feed run shadowserver-daily\nbaluarte feed run")(run)
    noun.command("reparse", help=_REPARSE, epilog="baluarte feed reparse --reason time.range")(reparse)
    noun.command("preview", help=_PREVIEW, epilog="baluarte feed preview sample.csv --mapping columns.yaml")(preview)
    noun.command("add", help=_ADD, epilog=_ADD_EXAMPLES, context_settings=ANY_WORDS)(new)
    noun.command("change", help=_CHANGE, epilog="baluarte feed change cisa-kev --schedule 'every 6h'", context_settings=ANY_WORDS)(change)
    noun.command("end", help=_END, epilog="baluarte feed end old-partner --yes")(end)
    app.add_typer(noun, name="feed")


_ADD_EXAMPLES = """
baluarte feed add cisa-kev --kind http --feed kev --schedule "every 6h"
baluarte feed add epss --kind http --feed epss --schedule "at 07:30"
baluarte feed add partner --kind folder --mapping columns.yaml
"""


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.sources import list_sources

    return list_sources(world, OPERATOR, query)


def show(name: Name) -> None:
    """Show one source."""
    world = current().world
    from baluarte.actions.sources import show_source

    page = show_source(world, OPERATOR, name)
    values = _values(page.source) | {
        "health": page.health.health, "because": page.health.because.in_(current().flags.language),
        "last_complete": page.health.since, "next_round": page.next_round,
        "alarms": [one.words.in_(current().flags.language) for one in page.alarms],
    }  # fmt: skip
    if current().flags.form != "table":
        record(values | {"reports": [asdict(one) for one in page.health.reports], "rounds": [asdict(one) for one in page.rounds]})
        return
    record(values, SOURCES)
    if page.rounds:
        write("")
        words = dict(ROUNDS.column("state").choices)
        spoken = [(one.started_at, words[one.state].in_(current().flags.language), one.new, one.stumbled, one.code) for one in page.rounds]
        table(("started_at", "state", "new", "stumbled", "code"), [tuple(str(cell) for cell in row) for row in spoken])


def health() -> int:
    """Say how every source is."""
    world = current().world
    from baluarte.actions.sources import feed_status

    standing = feed_status(world, OPERATOR)
    if current().flags.form != "table":
        document([_told(one) for one in standing])
    else:
        for one in standing:
            write(_line(one.source, one.health, one.code))
            for report in one.ailing:
                write("  " + _line(report.report or "-", report.health, report.code))
    return DONE if all(one.health == "complete" for one in standing) else FOUND


def run(
    name: Annotated[str, typer.Argument(help=both("Fuente; sin nombre, las que ya tocan.", "Source; without a name, those due."))] = "",
) -> int:
    """Visit a source and read what it brought."""
    world = current().world
    from baluarte.actions.sources import run_due_sources, run_source
    from baluarte.actions.warning import ingest_delivery

    if name:
        visited = run_source(world, OPERATOR, name)
        brought = list(visited.deliveries)
        values = asdict(visited)
    else:
        brought, values = run_due_sources(world, OPERATOR), {}
    done = [plain(ingest_delivery(world, OPERATOR, number)) for number in brought]
    if current().flags.form != "table":
        document(values | {"deliveries": done})
    else:
        if values:
            record({key: value for key, value in values.items() if key != "deliveries"}, ROUNDS)
        _print_deliveries(done)
    ended = values.get("state", "done") in {"done", "nothing"}
    return DONE if ended and all(one["state"] == "done" and not one["quarantined"] for one in done) else FOUND


def reparse(reason: Annotated[str, typer.Option(help=both("Motivo por el que se apartó.", "Reason for which it was set aside."))]) -> int:
    """Read again what was set aside."""
    world = current().world
    from baluarte.actions.sources import reparse_quarantine
    from baluarte.actions.warning import ingest_delivery

    done = [plain(ingest_delivery(world, OPERATOR, number)) for number in reparse_quarantine(world, OPERATOR, reason)]
    if current().flags.form != "table":
        document(done)
    else:
        _print_deliveries(done)
        note(Text(f"Se volvieron a leer {len(done)} entregas.", f"Read {len(done)} deliveries again."))
    return DONE if all(not one["quarantined"] for one in done) else FOUND


def preview(
    sample: Annotated[Path, typer.Argument(help=both("Archivo de muestra.", "Sample file."))],
    mapping: Annotated[Path | None, typer.Option(help=both("Mapeo en YAML.", "Mapping in YAML."))] = None,
) -> int:
    """Show what a mapping would make of a sample."""
    text = _read(mapping, 1 << 16).decode("utf-8", "replace") if mapping else ""
    data = _read(sample, MOST_SAMPLE_BYTES)
    world = current().world
    from baluarte.actions.sources import preview_mapping

    shown = preview_mapping(world, OPERATOR, text, sample.name, data)
    _print_preview(shown)
    return FOUND if shown.rejects.height else DONE


def new(context: typer.Context, name: Name) -> None:
    """Add a source."""
    world = current().world
    from baluarte.actions.sources import add_source

    common, options = _split(context.args)
    if "kind" not in common:
        raise Unusable("source.option-missing", "A source needs its kind.", "", f"Write --kind {'|'.join(KINDS)}.")
    add_source(world, OPERATOR, Source(name, options=options, **common))
    note(Text(f"Se dio de alta {name}.", f"Added {name}."))


def change(context: typer.Context, name: Name) -> None:
    """Change a source."""
    world = current().world
    from baluarte.actions.sources import change_source, show_source

    common, options = _split(context.args)
    source = show_source(world, OPERATOR, name).source
    change_source(world, OPERATOR, replace(source, options={**source.options, **options}, **common), source.version)
    note(Text(f"Se cambió {name}.", f"Changed {name}."))


def end(name: Name) -> None:
    """End a source."""
    confirm(Text(f"¿Retirar la fuente {name}?", f"End the source {name}?"))
    world = current().world
    from baluarte.actions.sources import change_source, show_source

    source = show_source(world, OPERATOR, name).source
    change_source(world, OPERATOR, replace(source, state="ended"), source.version)
    note(Text(f"Se retiró {name}.", f"Ended {name}."))


def _split(words: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the fields of every source, and the options of its kind, from the words of a line."""
    common: dict[str, Any] = {}
    options: dict[str, str] = {}
    for name, value in read_pairs(words):
        if name in common or name in options:
            raise Unusable("query.twice", f"The key {name!r} stands twice.", "", "Give it once.")
        (common if name in _COMMON else options)[name] = value
    for number in ("expected_hours", "most_quarantined"):
        if number in common:
            common[number] = int(common[number]) if common[number].isascii() and common[number].isdigit() else -1
    if "countries" in common:
        common["countries"] = tuple(part.strip() for part in common["countries"].split(",") if part.strip())
    if common.get("mapping"):
        common["mapping"] = _read(Path(common["mapping"]), 1 << 16).decode("utf-8", "replace")
    return common, options


def _read(path: Path, most: int) -> bytes:
    try:
        if path.stat().st_size > most:
            raise Unusable(
                "import.too-large", f"{path} is larger than {most} bytes.", "It is read as a whole.", "Take the first lines of it."
            )
        return path.read_bytes()
    except OSError as failure:
        raise Unusable("import.no-file", f"{path} cannot be read.", failure.strerror or "", "Check the path.") from None


def _values(source: Source) -> dict[str, object]:
    values = asdict(source)
    values["options"] = ", ".join(f"{name}={value}" for name, value in source.options.items()) if source.options else ""
    return values


def _told(one: SourceHealth) -> dict[str, object]:
    return asdict(one) | {"because": one.because.in_(current().flags.language)}


def _line(name: str, state: str, code: str) -> str:
    language = current().flags.language
    words = dict(HEALTH_WORDS)[state].in_(language)
    reason = words_of(code).in_(language)
    return f"{name}  {words}" + (f": {reason}" if reason else "")


def _print_deliveries(done: list[dict[str, Any]]) -> None:
    names = ("id", "file", "state", "read", "accepted", "duplicate", "quarantined", "matched")
    if done:
        table(names, [tuple(str(one[name]) for name in names) for one in done])


def _print_preview(shown: "MappingPreview") -> None:
    if current().flags.form != "table":
        parts = [{"role": role, "column": column, "values": list(values)} for role, column, values in shown.parts]
        document({
            "report": shown.report, "parts": parts, "unused": list(shown.unused), "events": shown.events.to_dicts(),
            "rejects": shown.rejects.drop("raw").to_dicts(),
        })  # fmt: skip
        return
    table(("role", "column", "values"), [(role, column, ", ".join(values)) for role, column, values in shown.parts])
    if shown.unused:
        note(Text(f"Se guardan tal cual: {', '.join(shown.unused)}.", f"Kept as they are: {', '.join(shown.unused)}."))
    if shown.rejects.height:
        write("")
        wrong = shown.rejects.select("row", "column", "value", "code").iter_rows()
        table(("row", "column", "value", "code"), [tuple(str(cell) for cell in row) for row in wrong])
    note(Text(f"Renglones que se leen: {shown.events.height}.", f"Rows that can be read: {shown.events.height}."))
