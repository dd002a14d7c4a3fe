"""`baluarte backup` and `baluarte upgrade`: copies that are read again and brought back, and a step to a new release."""

from pathlib import Path
from typing import Annotated

import typer

from baluarte.core.errors import Unusable
from baluarte.core.ground.check import Check
from baluarte.core.ground.text import Text
from baluarte.core.promises.listing import Listing
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import group
from baluarte.faces.cli.printing import document, note, record, table, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import Restoring, current

Folder = Annotated[
    str,
    typer.Option(
        "--in",
        help=both(
            "Carpeta de los respaldos; sin ella, backups de la carpeta de datos.",
            "Folder of backups; without it, backups of the data folder.",
        ),
    ),
]
_CREATE = both(
    "Copia la base de datos, los bytes originales, el lago y lo demás de la carpeta de datos, tal como están juntos.\n\n"
    "Lo que no cambió desde ayer no se copia de nuevo. NO incluye claves ni ajustes: sin secret.key un respaldo no sirve, "
    "y quien encuentre el respaldo no debe tenerla. Guárdela aparte con «baluarte backup keys».",
    "Copy database, raw bytes, lake and the rest of the data folder, as they stand together.\n\n"
    "What did not change since yesterday is not copied again. It holds NO keys and no settings: without secret.key a backup is of no use, "
    "and whoever finds the backup must not have it. Keep it elsewhere with `baluarte backup keys`.",
)
_LIST = both("Enlista los respaldos completos.", "List the backups that are complete.")
_VERIFY = both(
    "Lee cada byte de un respaldo y restaura su base en una copia de prueba. Sin nombre, el más reciente.",
    "Read every byte of a backup, and bring its database back into a scratch copy. The newest where none is named.",
)
_RESTORE = both(
    "Restaura un respaldo en un lugar vacío y demuestra que volvió entero.\n\n"
    "Todo lo que no había salido de la bandeja cuando se hizo el respaldo queda retenido hasta que una persona lo libere, porque pudo haber salido después. "
    "Con --record se usa un registro de envíos más reciente, si se salvó.",
    "Bring a backup back into an empty place and prove that it came back whole.\n\n"
    "Whatever had not left the outbox when the backup was made is held until a person releases it, because it may have left since. "
    "--record takes a later record of what was handed over, if one was saved.",
)
_KEYS = both(
    "Escribe las claves de la instalación en un archivo sellado con una frase.\n\nGuárdelo en otro lugar que los respaldos.",
    "Write the keys of the installation into a file sealed with a passphrase.\n\nKeep it in another place than the backups.",
)
_UPGRADE = both(
    "Lleva las tablas a la forma de este programa: respalda antes, migra y comprueba después.\n\nCon --plan sólo dice qué haría.",
    "Bring the tables to the form of this program: back up before, migrate, and check after.\n\nWith --plan it only says what it would do.",
)


def add(app: Spoken) -> None:
    """Add the noun and the command."""
    noun = group(
        both("Respaldos.", "Backups."), "baluarte backup create\nbaluarte backup verify\nbaluarte backup restore --in /media/backups"
    )
    noun.command("create", help=_CREATE, epilog="baluarte backup create\nbaluarte backup create --in /media/backups --keep 14")(create)
    noun.command("list", help=_LIST, epilog="baluarte backup list --json")(show)
    noun.command("verify", help=_VERIFY, epilog="baluarte backup verify\nbaluarte backup verify 20260305T041500Z --in /media/backups")(
        verify
    )
    noun.command(
        "restore",
        help=_RESTORE,
        epilog="BALUARTE_DATA=/srv/new baluarte backup restore --in /media/backups --keys keys.json --passphrase-file words",
    )(restore)
    noun.command("keys", help=_KEYS, epilog="baluarte backup keys keys.json --passphrase-file words")(keys)
    app.add_typer(noun, name="backup")
    app.command("upgrade", help=_UPGRADE, epilog="baluarte upgrade --plan\nbaluarte upgrade")(upgrade)


def create(
    folder: Folder = "",
    keep: Annotated[int, typer.Option(min=0, max=10_000, help=both("Cuántos conservar; 0, todos.", "How many to keep; 0 keeps all."))] = 0,
) -> int:
    """Make a backup."""
    world = current().world
    from baluarte.actions.promises import create_backup

    made = create_backup(world, OPERATOR, folder, keep)
    if current().flags.form == "table":
        said = Text(
            f"Respaldo {made.name}: {len(made.files)} archivos, {made.bytes} bytes. No incluye claves.",
            f"Backup {made.name}: {len(made.files)} files, {made.bytes} bytes. It holds no keys.",
        )
        write(said.in_(current().flags.language))
    else:
        record(_plain(made))
    for path in made.missing:
        note(Text(f"Faltaba en el disco: {path}", f"It was not on the disk: {path}"))
    return FOUND if made.missing else DONE


def show(folder: Folder = "") -> int:
    """List backups."""
    world = current().world
    from baluarte.actions.promises import list_backups

    found = [_plain(one) for one in list_backups(world, OPERATOR, folder)]
    if current().flags.json:
        document(found)
    else:
        header = ("name", "at", "release", "database", "files", "bytes")
        table(header, [[str(one[name]) for name in header] for one in found], form=current().flags.form)
    return DONE


def verify(
    name: Annotated[str, typer.Argument(metavar=both("RESPALDO", "BACKUP"), help=both("Su nombre.", "Its name."))] = "", folder: Folder = ""
) -> int:
    """Read a backup again."""
    world = current().world
    from baluarte.actions.promises import verify_backup

    return _tell(verify_backup(world, OPERATOR, name, folder))


def restore(
    name: Annotated[
        str,
        typer.Argument(
            metavar=both("RESPALDO", "BACKUP"), help=both("Su nombre; sin él, el más reciente.", "Its name; the newest without.")
        ),
    ] = "",
    folder: Folder = "",
    keys: Annotated[str, typer.Option(help=both("Archivo sellado de las claves.", "Sealed file of the keys."))] = "",
    passphrase_file: Annotated[
        str, typer.Option(help=both("Archivo con la frase de las claves.", "File with the passphrase of the keys."))
    ] = "",
    record: Annotated[
        str, typer.Option(help=both("Carpeta handed más reciente que el respaldo.", "Folder handed, later than the backup."))
    ] = "",
) -> int:
    """Bring a backup back."""
    wish = Restoring(name, folder, keys, _words_of(passphrase_file) if keys else "", record)
    return _tell(current().machine.restore(wish, note))


def keys(
    file: Annotated[str, typer.Argument(metavar=both("ARCHIVO", "FILE"), help=both("Archivo nuevo.", "A new file."))],
    passphrase_file: Annotated[str, typer.Option(help=both("Archivo con la frase.", "File with the passphrase."))],
) -> int:
    """Seal the keys."""
    names = current().machine.seal_keys(file, _words_of(passphrase_file))
    if current().flags.form == "table":
        write(Text(f"Selladas en {file}: {', '.join(names)}.", f"Sealed in {file}: {', '.join(names)}.").in_(current().flags.language))
    else:
        document({"file": file, "keys": names})
    return DONE


def upgrade(plan: Annotated[bool, typer.Option("--plan", help=both("Sólo dice qué haría.", "Only say what it would do."))] = False) -> int:
    """Step to this release."""
    done = current().machine.upgrade(note, plan=plan)
    well = all(check.outcome != "broken" for check in done.checks)
    if current().flags.json:
        document({"migrations": done.migrations, "backup": done.backup, "checks": [check.to_dict() for check in done.checks]})
        return DONE if well else FOUND
    language = current().flags.language
    if not done.migrations:
        write(Text("No hay nada que migrar.", "There is nothing to migrate.").in_(language))
    for name in done.migrations:
        write(f"  {name}")
    if done.backup:
        write(Text(f"Respaldo previo: {done.backup}.", f"Backup before: {done.backup}.").in_(language))
    for check in done.checks:
        _print(check)
    return DONE if well else FOUND


def _tell(found: Check) -> int:
    if current().flags.json:
        document(found.to_dict())
    else:
        _print(found)
    return DONE if found.outcome == "holds" else FOUND


def _print(found: Check) -> None:
    language = current().flags.language
    said = Text(f"{found.checked} revisados, {len(found.failed)} con falla", f"{found.checked} checked, {len(found.failed)} failed").in_(
        language
    )
    words = Text("se cumple", "holds") if found.outcome == "holds" else Text("rota", "broken")
    write(f"{found.promise}: {words.in_(language)} ({said})")
    for sentence in found.failed:
        write(f"  {sentence}")


def _plain(made: Listing) -> dict[str, object]:
    return {
        "name": made.name, "at": made.at, "release": made.release, "database": made.vendor, "files": len(made.files),
        "bytes": made.bytes, "rows": sum(made.rows.values()), "missing": list(made.missing), "sha256": made.sha256,
    }  # fmt: skip


def _words_of(path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise Unusable("command.file", f"'{path}' cannot be opened: {error.strerror}.", "", "Check the name and the rights.") from error
