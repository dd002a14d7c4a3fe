"""The doctor: everything that must be well on this machine, each with what, why and fix. Changes nothing."""

import os
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, connection

from baluarte.core.errors import BaluarteError, Broken, Unusable
from baluarte.core.ground.text import LANGUAGES, Text
from baluarte.faces.cli.terminal import Item
from baluarte.wiring.durability import DURABILITY
from baluarte.wiring.world import OPENPGP_FILE, OpenWorld, open_world

_LEAST_FREE = 1 << 30  # bytes; a day's feed of a country and its lake fit twice
_OLDEST_BACKUP = timedelta(hours=26)
_LEAST_SECRET = 32  # letters of the key of the installation
_RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right shows an earlier day


def examine() -> tuple[Item, ...]:
    """Look at everything and say how it is; last night's backup is brought back into a scratch copy."""
    world = open_world()
    return tuple(look(world) for look in (*LOOKS, backup))


def refuse_unless_ready(tell: Callable[[Text], None]) -> None:
    """Raise `Broken` where something that must be well before the server starts is not, each said in words."""
    world = open_world()
    bad = [item for item in (look(world) for look in LOOKS) if item.must and not item.good]
    for item in bad:
        sentences = [
            " ".join(part for part in (f"{item.name}: {item.what.in_(one)}.", item.why.in_(one), item.fix.in_(one)) if part)
            for one in LANGUAGES
        ]
        tell(Text(*sentences))
    if bad:
        names = ", ".join(item.name for item in bad)
        raise Broken("serve.not-ready", f"The server does not start: '{names}' is not well.", "", "Run: baluarte doctor")


def data_folder(world: OpenWorld) -> Item:
    """The data folder exists, is ours to write, and is nobody else's to read."""
    place = Path(world.data)
    if not place.is_dir():
        return _bad("data", f"no existe la carpeta {place}", f"the folder {place} does not exist", _DATA, _INIT, must=True)
    if not os.access(place, os.W_OK | os.X_OK):
        return _bad("data", f"no se puede escribir en {place}", f"{place} cannot be written to", _DATA, _OWN, must=True)
    if place.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return _bad("data", f"otras personas usuarias pueden entrar en {place}", f"other users may enter {place}", _DATA, _OWN)
    return _good("data", f"{place}, sólo para este usuario", f"{place}, for this user alone")


def secret_key(_world: OpenWorld) -> Item:
    """The key of the installation is long, and nobody else may read it."""
    from baluarte.wiring.settings import BALUARTE, DATA, SECRET_KEY  # noqa: PLC0415 - after the environment is complete

    path = DATA / "secret.key"
    if len(SECRET_KEY) < _LEAST_SECRET:
        return _bad(
            "secret-key", "la clave de la instalación es corta", "the key of the installation is short", _SECRET, _LONGER, must=True
        )
    if not BALUARTE.secret_key and path.stat().st_mode & 0o077:
        return _bad(
            "secret-key", f"otras personas usuarias pueden leer {path}", f"other users may read {path}", _SECRET, _ONLY_OURS, must=True
        )
    return _good("secret-key", "larga y reservada", "long and kept to ourselves")


def database(_world: OpenWorld) -> Item:
    """The database keeps what it said it kept."""
    try:
        wrong = DURABILITY[connection.vendor]()
    except DatabaseError as error:
        says = str(error).splitlines()[0]
        return _bad("database", f"no responde: {says}", f"it does not answer: {says}", _DURABLE, _DATABASE_UP, must=True)
    if wrong:
        listed = ", ".join(wrong)
        return _bad("database", f"puede perder un cambio: {listed}", f"it may lose a commit: {listed}", _DURABLE, _SET, must=True)
    return _good("database", f"{connection.vendor}, duradera", f"{connection.vendor}, durable")


def migrations(_world: OpenWorld) -> Item:
    """The tables are those of this program."""
    from baluarte.wiring.begin import waiting_migrations  # noqa: PLC0415 - keeps the two files apart at import

    try:
        waiting = waiting_migrations()
    except DatabaseError:
        waiting = -1
    if waiting:
        count = "?" if waiting < 0 else str(waiting)
        return _bad("migrations", f"faltan {count} migraciones", f"{count} migrations are waiting", _TABLES, _INIT, must=True)
    return _good("migrations", "todas aplicadas", "all applied")


def walls(_world: OpenWorld) -> Item:
    """The triggers stand that keep a message to one organisation, and marks and history as they were written."""
    from baluarte.store.constituency.apps import FROZEN as HISTORY  # noqa: PLC0415 - after django.setup()
    from baluarte.store.ground.frozen import thawed  # noqa: PLC0415
    from baluarte.store.ledger.apps import FROZEN as MARKS  # noqa: PLC0415
    from baluarte.store.warning.walls import missing_walls  # noqa: PLC0415

    try:
        missing = (*missing_walls(), *thawed((*MARKS, *HISTORY)))
    except DatabaseError:
        missing = ("?",)
    if missing:
        listed = ", ".join(missing)
        return _bad("walls", f"faltan disparadores: {listed}", f"triggers are missing: {listed}", _WALLS, _INIT, must=True)
    return _good("walls", "todos los disparadores están puestos", "every trigger stands")


def static_files(world: OpenWorld) -> Item:
    """The files of the pages were gathered."""
    if not (Path(world.data) / "static" / "staticfiles.json").exists():
        return _bad("static-files", "no se han reunido", "they were not gathered", _STATIC, _INIT, must=True)
    return _good("static-files", "reunidos", "gathered")


def disk(world: OpenWorld) -> Item:
    """There is room for another day."""
    place = Path(world.data)
    free = shutil.disk_usage(place if place.is_dir() else Path.cwd()).free
    words = f"{free / (1 << 30):.1f} GiB"
    if free < _LEAST_FREE:
        return _bad("disk", f"quedan {words}", f"{words} left", _DISK, _ROOM)
    return _good("disk", f"{words} libres", f"{words} free")


def clock(world: OpenWorld) -> Item:
    """The machine knows the day, and only a story may stand still."""
    if datetime.now(UTC) < _RELEASED:
        return _bad("clock", "el reloj va atrasado", "the clock is behind", _CLOCK, _SET_CLOCK)
    if world.frozen_at is not None and not world.house.synthetic:
        return _bad("clock", "está detenido con datos reales", "it stands still over real data", _CLOCK, _UNFREEZE, must=True)
    if world.frozen_at is not None:
        return _good(
            "clock", f"detenido en {world.frozen_at:%Y-%m-%d %H:%M} UTC (historia)", f"at {world.frozen_at:%Y-%m-%d %H:%M} UTC (story)"
        )
    return _good("clock", "en hora razonable", "plausible")


def mail(world: OpenWorld) -> Item:
    """Notices can leave, or this installation is not meant to send any."""
    from baluarte.wiring.settings import BALUARTE  # noqa: PLC0415 - after the environment is complete

    if BALUARTE.smtp and BALUARTE.smtp_tls != "required" and not BALUARTE.smtp.startswith(("127.0.0.1:", "localhost:", "[::1]:")):
        return _bad("mail", "el correo saldría sin cifrar", "mail would leave in clear", _TLS, _REQUIRE_TLS)
    if BALUARTE.smtp:
        return _good("mail", f"por {BALUARTE.smtp}", f"through {BALUARTE.smtp}")
    if world.house.synthetic:
        return _good("mail", "ninguno sale de esta máquina", "none leaves this machine")
    return _bad("mail", "no hay servidor de correo", "there is no mail server", _MAIL, _SMTP)


def openpgp_key(world: OpenWorld) -> Item:
    """What leaves is signed, with a key that nobody else may read."""
    path = Path(world.data) / OPENPGP_FILE
    if not path.is_file():
        return _bad("openpgp-key", "no hay llave para firmar el correo", "there is no key to sign mail with", _SIGNED, _INIT)
    if path.stat().st_mode & 0o077:
        return _bad(
            "openpgp-key", f"otras personas usuarias pueden leer {path}", f"other users may read {path}", _SIGNED, _ONLY_OURS, must=True
        )
    try:
        facts = world.keyring.look(world.keyring.certificate())
    except Unusable:
        return _bad("openpgp-key", f"{path} no es una llave", f"{path} is no key", _SIGNED, _OTHER_KEY)
    return _good("openpgp-key", f"huella {facts.fingerprint}", f"fingerprint {facts.fingerprint}")


def restored(world: OpenWorld) -> Item:
    """No restore was left half done here."""
    if (Path(world.data) / "restoring.json").exists():
        return _bad("restored", "una restauración no terminó", "a restore did not end", _HALF, _AGAIN, must=True)
    return _good("restored", "nada a medias", "nothing half done")


def backup(world: OpenWorld) -> Item:
    """There is a backup of last night, and its database comes back into a scratch copy."""
    from baluarte.actions.promises import list_backups, verify_backup  # noqa: PLC0415 - after django.setup()
    from baluarte.core.rights.actors import OPERATOR  # noqa: PLC0415

    try:
        if not (made := list_backups(world, OPERATOR)):
            return _no_backup(world)
        last = made[-1]
        age = datetime.now(UTC) - datetime.fromisoformat(last.at)
        if age > _OLDEST_BACKUP:
            return _bad("backup", f"el último tiene {age.days} días", f"the last is {age.days} days old", _BACKUP, _BACK_UP)
        failed = verify_backup(world, OPERATOR, last.name, fast=True).failed
    except (BaluarteError, DatabaseError) as error:
        return _bad("backup", f"no se puede leer: {error}", f"it cannot be read: {error}", _BACKUP, _BACK_UP)
    if failed:
        return _bad("backup", f"no se puede restaurar: {failed[0]}", f"it cannot be restored: {failed[0]}", _BACKUP, _BACK_UP)
    return _good("backup", f"{last.name} se restauró en una copia de prueba", f"{last.name} was restored into a scratch copy")


def _no_backup(world: OpenWorld) -> Item:
    """A story can be told again, and an installation of today has nothing to lose yet."""
    from baluarte.store.feeds.models import DeliveryRow  # noqa: PLC0415 - after django.setup()

    began = DeliveryRow.objects.order_by("id").values_list("received_at", flat=True).first()
    if world.house.synthetic or began is None or datetime.now(UTC) - began < _OLDEST_BACKUP:
        return _good("backup", "todavía no hay nada que perder", "there is nothing to lose yet")
    return _bad("backup", "no hay ninguno", "there is none", _BACKUP, _BACK_UP)


LOOKS: tuple[Callable[[OpenWorld], Item], ...] = (
    data_folder, secret_key, database, migrations, walls, static_files, disk, clock, mail, openpgp_key, restored,
)  # fmt: skip


def _good(name: str, es: str, en: str) -> Item:
    return Item(name, True, Text(es, en))


def _bad(name: str, es: str, en: str, why: Text, fix: Text, *, must: bool = False) -> Item:  # noqa: PLR0913 - one line of the doctor has five parts
    return Item(name, False, Text(es, en), why, fix, must)


_DATA = Text("Ahí viven los datos de otros.", "The data of others live there.")
_SECRET = Text("Con ella se firman las sesiones y los seudónimos.", "Sessions and pseudonyms rest on it.")
_DURABLE = Text("Un acuse es un cambio que ya no se pierde.", "A receipt is a commit that cannot be lost.")
_TABLES = Text("El programa y sus tablas deben ser de la misma versión.", "Program and tables must be of one version.")
_WALLS = Text("Impiden guardar un aviso con destinatario equivocado.", "They keep a notice to the wrong addressee from being stored.")
_STATIC = Text("Sin ellos las páginas se ven sin forma.", "Without them pages have no form.")
_DISK = Text("Sin espacio no se recibe nada más.", "Without room nothing more is received.")
_CLOCK = Text("Los plazos y los enlaces cuentan con él.", "Terms and links count on it.")
_MAIL = Text("Los avisos se quedan en la bandeja de salida.", "Notices stay in the outbox.")
_TLS = Text("Un aviso ámbar no puede viajar a la vista.", "An AMBER notice may not travel in the open.")
_SIGNED = Text("Quien recibe un aviso comprueba con ella que es nuestro.", "Whoever gets a notice checks with it that it is ours.")
_OTHER_KEY = Text(
    "Restaure openpgp.key de un respaldo, o quítelo y ejecute: baluarte init",
    "Restore openpgp.key from a backup, or remove it and run: baluarte init",
)
_HALF = Text("Falta la prueba de que todo volvió.", "The proof that everything came back is missing.")
_AGAIN = Text("Repita: baluarte backup restore", "Run again: baluarte backup restore")
_BACKUP = Text("Un respaldo que nadie ha restaurado no es un respaldo.", "A backup that nobody has restored is no backup.")
_BACK_UP = Text("Ejecute: baluarte backup create", "Run: baluarte backup create")
_INIT = Text("Ejecute: baluarte init", "Run: baluarte init")
_OWN = Text("Ejecute chmod 700 sobre la carpeta, como su dueño.", "Run chmod 700 on the folder, as its owner.")
_ONLY_OURS = Text("Ejecute chmod 600 sobre el archivo.", "Run chmod 600 on the file.")
_LONGER = Text(
    "Deje BALUARTE_SECRET_KEY vacía, o dele 32 letras al azar.", "Leave BALUARTE_SECRET_KEY empty, or give it 32 random letters."
)
_DATABASE_UP = Text("Revise DATABASE_URL y que la base esté encendida.", "Check DATABASE_URL, and that the database is up.")
_SET = Text("Restablezca esos ajustes; no hay modo rápido e inseguro.", "Restore those settings; there is no fast but unsafe mode.")
_ROOM = Text("Libere espacio o mueva BALUARTE_DATA.", "Free some, or move BALUARTE_DATA.")
_SET_CLOCK = Text("Ponga en hora la máquina.", "Set the clock of the machine.")
_UNFREEZE = Text("Deje BALUARTE_FROZEN_AT vacía.", "Leave BALUARTE_FROZEN_AT empty.")
_SMTP = Text("Ponga BALUARTE_SMTP=servidor:puerto.", "Set BALUARTE_SMTP=server:port.")
_REQUIRE_TLS = Text("Ponga BALUARTE_SMTP_TLS=required.", "Set BALUARTE_SMTP_TLS=required.")
