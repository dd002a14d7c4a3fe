"""`baluarte lake`: many small files of a day made into one, without a reader noticing."""

from datetime import timedelta
from typing import Annotated

import typer

from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import group
from baluarte.faces.cli.printing import record, write
from baluarte.faces.cli.problems import DONE
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_COMPACT = both(
    "Junta en un solo archivo los muchos en que quedó el día de un reporte.\n\n"
    "Los renglones no cambian, sólo se mudan; quien está leyendo no lo nota. El servicio lo hace por sí mismo cada hora. "
    "Un día que sigue creciendo se deja para después.",
    "Make one file of the many in which the day of a report lies.\n\n"
    "Rows are moved, never changed, and readers do not notice. The service does it by itself every hour. "
    "A day that still grows is left for later.",
)


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(both("El lago de datos.", "The lake of events."), "baluarte lake compact")
    noun.command("compact", help=_COMPACT, epilog="baluarte lake compact\nbaluarte lake compact --now --json")(compact)
    app.add_typer(noun, name="lake")


def compact(
    now: Annotated[bool, typer.Option("--now", help=both("También los días que aún crecen.", "Days that still grow as well."))] = False,
) -> int:
    """Compact what is worth it."""
    world = current().world
    from baluarte.actions.feeds import compact_lake

    done = compact_lake(world, OPERATOR, quiet=timedelta(0)) if now else compact_lake(world, OPERATOR)
    if current().flags.form == "table":
        said = Text(
            f"{done['days']} días; {done['files']} archivos se volvieron {done['days']} ({done['rows']} renglones).",
            f"{done['days']} days; {done['files']} files became {done['days']} ({done['rows']} rows).",
        )
        write(said.in_(current().flags.language))
    else:
        record(dict(done))
    return DONE
