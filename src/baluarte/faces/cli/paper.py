"""`baluarte notice letter` and its kin: a notice on paper, its days, and the certificate of a closing."""

from pathlib import Path
from typing import Annotated

import typer

from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.page import PaperFile
from baluarte.faces.cli.fields import read_day
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.printing import listing, note, record
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

Folio = Annotated[str, typer.Argument(help=both("Folio de la notificación.", "Reference of the notice."))]
Out = Annotated[Path, typer.Option("--out", help=both("Archivo PDF que se escribe.", "PDF file to write."))]
Tongue = Annotated[
    str, typer.Option("--language", help=both("es o en; sin decirlo, la de la organización.", "es or en; else the organisation's."))
]
Number = Annotated[int, typer.Argument(min=1, help=both("Número del oficio.", "Number of the letter."))]
Day = Annotated[str, typer.Option(metavar="AAAA-MM-DD", help=both("Día, como 2026-03-06.", "Day, as 2026-03-06."))]
_LETTER = both(
    "Imprime una notificación como oficio: numerado, con clave, código QR y espacio para el sello de recibido.",
    "Print a notice as an official letter: numbered, with code, QR code and room for the stamp of receipt.",
)
_CERTIFICATE = both(
    "Imprime la constancia de lo que se cerró por observación, por el folio de su notificación o de un hallazgo.",
    "Print the certificate of what was closed by observation, by the reference of its notice or of a finding.",
)
_DATE = both("Anota qué día se envió y qué día se recibió un oficio.", "Write down on which day a letter was sent, and received.")
_PAPERS = both("Enumera los papeles que se hicieron de una notificación.", "List the papers that were made of a notice.")


def add(noun: Spoken) -> None:
    """Add the words to `baluarte notice`."""
    noun.command("letter", help=_LETTER, epilog="baluarte notice letter AN-2026-004301 --out oficio.pdf")(letter)
    noun.command("certificate", help=_CERTIFICATE, epilog="baluarte notice certificate AN-2026-004301 --out constancia.pdf")(certificate)
    noun.command("date", help=_DATE, epilog="baluarte notice date AN-2026-004301 1 --sent 2026-03-06 --received 2026-03-09")(date)
    noun.command("papers", help=_PAPERS, epilog="baluarte notice papers AN-2026-004301")(papers)


def letter(folio: Folio, out: Out, language: Tongue = "") -> None:
    """Print an official letter."""
    world = current().world
    from baluarte.actions.replies import make_letter

    _write(make_letter(world, OPERATOR, folio, language), out)


def certificate(folio: Folio, out: Out, language: Tongue = "") -> None:
    """Print a certificate."""
    world = current().world
    from baluarte.actions.replies import make_certificate

    _write(make_certificate(world, OPERATOR, folio, language), out)


def date(folio: Folio, number: Number, sent: Day = "", received: Day = "") -> None:
    """Date a letter."""
    world = current().world
    from baluarte.actions.replies import date_letter

    date_letter(world, OPERATOR, folio, number, read_day(sent or None), read_day(received or None))
    note(Text(f"Se anotó el oficio {folio}/{number}.", f"Letter {folio}/{number} was dated."))


def papers(folio: Folio) -> None:
    """List papers."""
    world = current().world
    from baluarte.actions.replies import list_papers

    lines = [
        (one.kind, str(one.number), one.language, str(one.made_on), str(one.sent_on or ""), str(one.received_on or ""), one.sha256)
        for one in list_papers(world, OPERATOR, folio)
    ]
    listing(("kind", "number", "language", "made_on", "sent_on", "received_on", "sha256"), lines)


def _write(made: PaperFile, out: Path) -> None:
    out.write_bytes(made.content)
    record({"file": str(out), "folio": made.paper.folio, "number": made.paper.number, "sha256": made.paper.sha256})
