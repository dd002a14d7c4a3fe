"""`baluarte finding`: each problem on each asset, and what its organisation answers."""

from dataclasses import replace
from typing import Annotated

import typer

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.finding import Answer
from baluarte.core.warning.followup.tasks import TaskName
from baluarte.core.warning.lists import FINDINGS
from baluarte.faces.cli.fields import read_day
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import ANY_WORDS, add_list, group, read_words
from baluarte.faces.cli.printing import check_label, note, plain, record, rows, table, write
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current, sit_down

Folio = Annotated[str, typer.Argument(help=both("Folio del hallazgo.", "Reference of the finding."))]
_SHOW = both("Muestra un hallazgo, su historia y sus observaciones.", "Show a finding, its history and its sightings.")
_ANSWER = both(
    "Responde un hallazgo en nombre de su organización.\n\nTodo silencio tiene fin: accept-until y false-until piden --until.",
    "Answer a finding on behalf of its organisation.\n\nNo mute is for ever: accept-until and false-until take --until.",
)
_TASK = both(
    "Responde una tarea de un hallazgo: corregir (patch) o buscar intrusos (hunt), cada una por su lado.",
    "Answer one task of a finding: patch or hunt, each apart.",
)
_EXPORT = both(
    "Exporta los hallazgos, de inicio en CSV; acepta los filtros de la lista.",
    "Export findings, by default as CSV; takes the filters of the list.",
)


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(
        both("Hallazgos.", "Findings."),
        "baluarte finding list --sector health --since 7d\nbaluarte finding export --org an-inst-012 --format csv > findings.csv",
    )
    add_list(
        noun,
        FINDINGS,
        _list,
        "baluarte finding list --sector health --since 7d\nbaluarte finding list --severity critical --json=folio,point",
    )
    noun.command("show", help=_SHOW, epilog="baluarte finding show AN-2026-004217")(show)
    noun.command("answer", help=_ANSWER, epilog='baluarte finding answer AN-2026-004217 claim-fix --why "Puerto cerrado"')(answer)
    noun.command("task", help=_TASK, epilog='baluarte finding task AN-2026-004217 hunt clean --why "Bitácoras desde julio"')(task)
    noun.command(
        "export", help=_EXPORT, epilog="baluarte finding export --org an-inst-012 --format csv > findings.csv", context_settings=ANY_WORDS
    )(export)
    app.add_typer(noun, name="finding")


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.warning import list_findings

    return list_findings(world, OPERATOR, query)


def show(folio: Folio) -> None:
    """Show one finding."""
    world = current().world
    from baluarte.actions.warning import show_finding

    page = show_finding(world, OPERATOR, folio)
    check_label(page.finding.tlp)
    steps = [(str(plain(step.at)), step.what, step.state, step.who, step.why) for step in page.steps]
    if current().flags.form != "table":
        history = [dict(zip(("at", "what", "state", "who", "why"), step, strict=True)) for step in steps]
        values = {**page.finding.to_dict(), "organisation_name": page.organisation, "steps": history}
        asked = {"tasks": [task.to_dict() for task in page.tasks], "escalation": page.escalation.to_dict() if page.escalation else None}
        record({**values, **asked, "sightings_seen": page.sightings.to_dicts()})
        return
    record(page.finding.to_dict(), FINDINGS)
    if page.tasks:
        write("")
        table(("task", "state", "at", "why"), [(task.name, task.state, str(plain(task.at)), task.why) for task in page.tasks])
    if steps:
        write("")
        table(("at", "what", "state", "who", "why"), steps)


def answer(
    folio: Folio,
    given: Annotated[Answer, typer.Argument(metavar=both("RESPUESTA", "ANSWER"), help=both("Qué responde.", "What is answered."))],
    why: Annotated[str, typer.Option(help=both("Por qué.", "Why."))] = "",
    until: Annotated[str, typer.Option(help=both("Hasta qué día, como 2026-06-30.", "Until which day, as 2026-06-30."))] = "",
) -> None:
    """Answer one finding."""
    end = read_day(until)
    world = current().world
    from baluarte.actions.warning import answer_finding

    answer_finding(world, OPERATOR, folio, given, why, end, via="command")
    note(Text(f"{folio}: respuesta registrada.", f"{folio}: answer recorded."))


def task(
    folio: Folio,
    name: Annotated[TaskName, typer.Argument(metavar=both("TAREA", "TASK"), help=both("Cuál.", "Which."))],
    state: Annotated[
        str,
        typer.Argument(
            metavar=both("ESTADO", "STATE"),
            help=both(
                "Cómo está: working, done, clean, signs-found, not-possible.",
                "How it stands: working, done, clean, signs-found, not-possible.",
            ),
        ),
    ],
    why: Annotated[str, typer.Option(help=both("Por qué.", "Why."))] = "",
) -> None:
    """Answer one task of a finding."""
    world = current().world
    from baluarte.actions.warning import answer_task

    answer_task(world, OPERATOR, folio, name, state, why)
    note(Text(f"{folio}: tarea registrada.", f"{folio}: task recorded."))


def export(context: typer.Context) -> int:
    """Print every finding that the filters ask for, in the form of a file."""
    terminal = current()
    if terminal.flags.form == "table":
        sit_down(replace(terminal, flags=replace(terminal.flags, form="csv")))
    world = current().world
    return rows(_list(world, read_words(context.args, FINDINGS, world)))
