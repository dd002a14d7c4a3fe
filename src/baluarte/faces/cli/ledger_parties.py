"""`baluarte ledger witness`, `mirror` and `signer`: what second parties run, and what signs apart from the rest."""

import sys
from typing import Annotated

import typer

from baluarte.core.ground.text import Text
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.printing import note
from baluarte.faces.cli.problems import DONE
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import Mirroring, Witnessing, current

_WITNESS = both(
    "Atiende un testigo pequeño: recuerda un punto de control por bitácora y firma sólo lo que lo continúa.\n\n"
    "Lo opera otra persona moral, en su propia máquina. No necesita base de datos: una carpeta guarda su clave y un archivo por bitácora.",
    "Serve a small witness: it remembers one checkpoint a log and signs only what continues it.\n\n"
    "Another legal person runs it, on a machine of their own. It needs no database: one folder holds its key and one file a log.",
)
_MIRROR = both(
    "Copia una bitácora, comprobada byte por byte. En la primera diferencia se detiene y guarda ambas versiones.\n\nCon --watch sigue mirando: es el monitor.",
    "Copy a log, every byte verified. On the first difference it stops and keeps both versions.\n\nWith --watch it goes on looking: that is the monitor.",
)
_SIGNER = both(
    "Contesta una petición de firma que llega por la entrada estándar.\n\nPara BALUARTE_LEDGER_SIGNER, bajo otro usuario, que es el único que lee la clave.",
    "Answer one request to sign that comes on standard input.\n\nFor BALUARTE_LEDGER_SIGNER, under another user, who alone reads the key.",
)
_MIRROR_EXAMPLES = """
baluarte ledger mirror https://csirt.example/ledger /srv/mirror --policy policy.txt
baluarte ledger mirror https://csirt.example/ledger /srv/mirror --policy policy.txt --watch 60
"""
Folder = Annotated[str, typer.Argument(metavar=both("CARPETA", "FOLDER"), help=both("Carpeta propia.", "A folder of its own."))]


def add(noun: Spoken) -> None:
    """Add the three commands."""
    noun.command("witness", help=_WITNESS, epilog="baluarte ledger witness /srv/witness --name witness.example/w1 --log KEY --port 8070")(
        witness
    )
    noun.command("mirror", help=_MIRROR, epilog=_MIRROR_EXAMPLES)(mirror)
    noun.command("signer", help=_SIGNER, epilog="baluarte ledger signer /srv/signer")(signer)


def witness(
    folder: Folder,
    name: Annotated[str, typer.Option(help=both("Nombre del testigo, para siempre.", "Name of the witness, for ever."))],
    log: Annotated[list[str], typer.Option(help=both("Clave de una bitácora conocida. Se repite.", "Key of a log it knows. Repeat it."))],
    host: Annotated[str, typer.Option(help=both("Dirección en la que escucha.", "Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=both("Puerto.", "Port."))] = 8070,
) -> int:
    """Run a witness until told to stop."""
    return current().machine.witness(Witnessing(folder, name, tuple(log), host, port), note)


def mirror(
    url: Annotated[str, typer.Argument(metavar=both("DIRECCIÓN", "URL"), help=both("De la bitácora.", "Of the log."))],
    folder: Folder,
    policy: Annotated[str, typer.Option(help=both("Archivo con las claves y el quórum.", "File with the keys and the quorum."))],
    watch: Annotated[
        int,
        typer.Option(
            min=0,
            max=86_400,
            help=both("Segundos entre una vez y otra; 0, una sola vez.", "Seconds between one look and the next; 0 looks once."),
        ),
    ] = 0,
) -> int:
    """Copy a log, or go on copying it."""
    return current().machine.mirror(Mirroring(url, folder, policy, watch), _say)


def signer(folder: Folder) -> int:
    """Answer one request to sign."""
    sys.stdout.write(current().machine.sign(folder, sys.stdin.read()))
    return DONE


def _say(text: Text) -> None:
    note(text)
