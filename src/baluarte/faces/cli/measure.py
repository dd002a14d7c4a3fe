"""`baluarte measure`: figures of the country, each with its definition and its population."""

from typing import Annotated

import typer

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.measures.lists import READINGS
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import document, note, record, table, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

Slug = Annotated[str, typer.Argument(help=both("Nombre de la medida.", "Name of the measure."))]
_RUN = both("Toma todas las medidas de los últimos noventa días.", "Take every measure of the last ninety days.")
_SHOW = both(
    "Muestra una medida: qué cuenta, sobre quiénes, y sus lecturas.", "Show a measure: what it counts, over whom, and its readings."
)
_PICTURE = both(
    "Muestra el panorama nacional: hallazgos vivos por sector, territorio y clase. Solo para el equipo.",
    "Show the national picture: living findings by sector, territory and class. For the team alone.",
)
_PUBLISH = both(
    "Publica las cifras de la última semana terminada, sin celdas pequeñas. Una semana se publica una sola vez.",
    "Publish the figures of the last week that is over, without small cells. A week is published once.",
)


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(both("Medidas del país.", "Measures of the country."), "baluarte measure run\nbaluarte measure show days-to-fix")
    add_list(noun, READINGS, _list, "baluarte measure list --measure days-to-fix --by sector\nbaluarte measure list --format csv")
    noun.command("show", help=_SHOW, epilog="baluarte measure show days-to-fix")(show)
    noun.command("run", help=_RUN, epilog="baluarte measure run")(run)
    noun.command("picture", help=_PICTURE, epilog="baluarte measure picture --json")(picture)
    noun.command("publish", help=_PUBLISH, epilog="baluarte measure publish")(publish)
    app.add_typer(noun, name="measure")


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.measures import list_readings

    return list_readings(world, OPERATOR, query)


def show(slug: Slug) -> None:
    """Show one measure."""
    world = current().world
    from baluarte.actions.measures import show_measure

    page = show_measure(world, OPERATOR, slug)
    language = current().flags.language
    meant = page.definition
    if current().flags.form != "table":
        read = [
            {**one.reading.to_dict(), "day": one.day.isoformat(), "by": one.by, "part": one.part} for one in (*page.series, *page.parts)
        ]
        words = {name: getattr(meant, name).in_(language) for name in ("name", "means", "population", "unknown")}
        record({"slug": slug, "version": meant.version, **words, "readings": read})
        return
    for text in (meant.name, meant.means, meant.population, meant.unknown, *page.quality):
        write(text.in_(language))
    write("")
    told = [(one.day.isoformat(), one.by, one.part, one.reading.words(language), str(one.reading.population)) for one in page.series]
    told += [(one.day.isoformat(), one.by, one.part, one.reading.words(language), str(one.reading.population)) for one in page.parts]
    table(("day", "by", "part", "reading", "population"), told)


def run() -> None:
    """Take every measure."""
    world = current().world
    from baluarte.actions.measures import take_measures

    taken = take_measures(world, OPERATOR)
    note(Text(f"{taken} lecturas tomadas.", f"{taken} readings taken."))


def picture() -> None:
    """Show the national picture."""
    world = current().world
    from baluarte.actions.measures import national_picture
    from baluarte.core.measures.grid import grid

    found = national_picture(world, OPERATOR)
    if current().flags.form != "table":
        document({"as_of": found.as_of, "tables": [one.to_dict() for one in found.crossings]})
        return
    language = current().flags.language
    for one in map(grid, found.crossings):
        write(one.title.in_(language))
        heads = (one.head.in_(language), *(name.in_(language) for name in one.columns))
        table(heads, [(line.name.in_(language), *(str(cell) for cell in line.cells)) for line in one.lines])
        write("")


def publish() -> None:
    """Publish the figures of a week."""
    world = current().world
    from baluarte.actions.measures import publish_figures

    made = publish_figures(world, OPERATOR)
    note(Text(f"Semana del {made.week}: SHA-256 {made.sha256}", f"Week of {made.week}: SHA-256 {made.sha256}"))
