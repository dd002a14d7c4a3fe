"""`baluarte access list`: one's own access records out of the file of a day, filtered at home."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.text import Text
from baluarte.core.ledger.entries.access import KEY_BYTES, RECORD_BYTES, day_path, find_own
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import group
from baluarte.faces.cli.printing import document, note, table
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current
from baluarte.faces.cli.verifier import ledger_verify

_LIST = both(
    "Busca en el archivo de un día las consultas de los datos propios, sin decirle a nadie cuáles.\n\n"
    "El archivo es el mismo para todos. La clave la da la página de la organización; sin ella los registros no dicen nada.",
    "Find in the file of a day the reads of one's own data, telling nobody which.\n\n"
    "The file is the same for everybody. The key comes from the page of the organisation; without it the records say nothing.",
)
_EXAMPLES = """
baluarte access list --day 2026-03-05 --key own.key --log https://csirt.example/ledger
baluarte access list --day 2026-03-05 --key own.key --log /srv/mirror --json
"""
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(both("Consultas de los datos propios.", "Reads of one's own data."), _EXAMPLES)
    noun.command("list", help=_LIST, epilog=_EXAMPLES)(show)
    app.add_typer(noun, name="access")


def show(
    day: Annotated[str, typer.Option(help=both("Día, como 2026-03-05.", "Day, as 2026-03-05."))],
    key: Annotated[str, typer.Option(help=both("Archivo con la clave propia.", "File with one's own key."))],
    log: Annotated[str, typer.Option(help=both("Carpeta o dirección de la bitácora.", "Folder or address of the log."))],
) -> int:
    """List one's own reads of a day."""
    chosen, secret = _day(day), _key(key)
    data = ledger_verify.read(log, day_path(chosen))
    if data is None:
        raise Missing(
            "ledger.no-file", f"The log has no file '{day_path(chosen)}'.", "A day is published once it is over.", "Check the day."
        )
    if len(data) % RECORD_BYTES:
        raise Unusable("ledger.day-length", "The file of the day is cut off.", "Every record has the same length.", "Fetch it again.")
    found = find_own(secret, chosen, data)
    rows = [{"c": counter, **one.plain} for counter, one in sorted(found.accesses.items())]
    if current().flags.json:
        document({"day": chosen.isoformat(), "rows": rows, "missing": list(found.missing)})
    else:
        header = ("c", "at", "n", "office", "purpose", "what")
        table(header, [[str(one[name]) for name in header] for one in rows], form=current().flags.form)
    for counter in found.missing:
        note(Text(f"Falta la consulta {counter}: alguien la dejó fuera.", f"Read {counter} is missing: somebody left it out."))
    return FOUND if found.missing else DONE


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unusable("query.since", f"'{text[:20]}' is not a day.", "", "Write 2026-03-01.")


def _key(path: str) -> bytes:
    try:
        text = Path(path).read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise Unusable("command.file", f"'{path}' cannot be opened: {error}.", "", "Check the name and the rights.") from error
    if not _KEY.fullmatch(text):
        raise Unusable(
            "ledger.access-key", "This is not a key of access records.", f"It is {KEY_BYTES} bytes in hex.", "Copy it again, whole."
        )
    return bytes.fromhex(text)
