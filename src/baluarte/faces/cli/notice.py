"""`baluarte notice` and `baluarte outbox`: what organisations are told, and what still waits to leave."""

from pathlib import Path
from typing import Annotated

import typer

from baluarte.core.errors import Unusable
from baluarte.core.ground.query import Filter, Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import Message, World
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.lists import NOTICES
from baluarte.faces.cli import paper, reply
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import add_list, group
from baluarte.faces.cli.printing import check_label, note, record, rows, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

WAITING = ("queued", "sending", "temporary-failure", "technical-failure", "held")
_BAD = frozenset({"permanent-failure", "technical-failure", "held"})
Slugs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar=both("CLAVE", "SLUG"),
        help=both("Claves de organizaciones; ninguna, todas.", "Identifiers of organisations; none means all."),
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=both("Hace todo menos escribir y enviar.", "Do everything but write and send."))]
_PREVIEW = both(
    "Muestra el mensaje que hoy saldría para una organización. No escribe nada.",
    "Show the message that would leave today for an organisation. Writes nothing.",
)
_QUEUE = both("Prepara las notificaciones y las deja por enviar.", "Prepare the notices and leave them queued.")
_SEND = both("Prepara las notificaciones y envía cuanto esté por enviar.", "Prepare the notices and send whatever is queued.")
_RETRY = both("Vuelve a poner por enviar lo que quedó retenido o falló.", "Queue again what was held or failed.")
_READ_MAIL = both(
    "Lee respuestas y correos devueltos, de archivos o del buzón configurado.\n\n"
    "Cada correo cuenta una vez. Termina con 1 si alguno espera a una persona.",
    "Read replies and bounces, from files or from the configured mailbox.\n\n"
    "Each mail counts once. It ends with 1 where one waits for a person.",
)
_SHOW = both("Muestra una notificación tal como quedó escrita.", "Show a notice exactly as it was written.")


def add(app: Spoken) -> None:
    """Add both nouns."""
    noun = group(both("Notificaciones.", "Notices."), "baluarte notice preview an-inst-012\nbaluarte notice send --dry-run")
    noun.command("preview", help=_PREVIEW, epilog="baluarte notice preview an-inst-012")(preview)
    noun.command("queue", help=_QUEUE, epilog="baluarte notice queue an-inst-012\nbaluarte notice queue --dry-run")(queue)
    noun.command("send", help=_SEND, epilog="baluarte notice send\nbaluarte notice send an-inst-012 --dry-run")(send)
    add_list(noun, NOTICES, _list, "baluarte notice list --state held")
    noun.command("show", help=_SHOW, epilog="baluarte notice show AN-2026-004301")(show)
    noun.command("read-mail", help=_READ_MAIL, epilog="baluarte notice read-mail reply.eml\nbaluarte notice read-mail --mailbox")(read_mail)
    paper.add(noun)
    app.add_typer(noun, name="notice")
    outbox = group(both("Bandeja de salida: lo que aún espera.", "Outbox: what still waits."), "baluarte outbox list")
    outbox.command("retry", help=_RETRY, epilog="baluarte outbox retry AN-2026-004301")(retry)
    add_list(outbox, NOTICES, _list_waiting, "baluarte outbox list --state temporary-failure")
    app.add_typer(outbox, name="outbox")


def _list(world: World, query: Query) -> Rows:
    from baluarte.actions.warning import list_notices

    return list_notices(world, OPERATOR, query)


def _list_waiting(world: World, query: Query) -> Rows:
    from dataclasses import replace

    if any(bound.column == "state" for bound in query.filters):
        return _list(world, query)
    return _list(world, replace(query, filters=(*query.filters, Filter("state", "is", WAITING))))


def preview(slug: Annotated[str, typer.Argument(help=both("Clave de la organización.", "Identifier of the organisation."))]) -> None:
    """Show the message that would leave today."""
    world = current().world
    from baluarte.actions.warning import preview_notice

    message = preview_notice(world, OPERATOR, slug)
    if message is None:
        note(Text(f"Hoy no hay nada nuevo que decir a {slug}.", f"There is nothing new to tell {slug} today."))
        if current().flags.json:
            record({})
        return
    print_message(message)


def queue(slugs: Slugs = None, dry_run: DryRun = False) -> int:
    """Prepare the notices."""
    world = current().world
    from baluarte.actions.warning import queue_notices

    return rows(queue_notices(world, OPERATOR, organisations=tuple(slugs or ()), dry_run=dry_run))


def send(slugs: Slugs = None, dry_run: DryRun = False) -> int:
    """Prepare the notices and send what is queued."""
    world = current().world
    from baluarte.actions.warning import deliver_notices, queue_notices

    answer = queue_notices(world, OPERATOR, organisations=tuple(slugs or ()), dry_run=dry_run)
    if dry_run:
        return rows(answer)
    states = deliver_notices(world, OPERATOR)
    record({"queued": answer.total, **states})
    return FOUND if any(states.get(state, 0) for state in _BAD) else DONE


def show(folio: Annotated[str, typer.Argument(help=both("Folio de la notificación.", "Reference of the notice."))]) -> None:
    """Show a notice as it was frozen."""
    world = current().world
    from baluarte.actions.warning import show_notice

    page = show_notice(world, OPERATOR, folio)
    check_label(str(page.row.get("tlp", "amber")))
    if current().flags.form == "table":
        record(page.row, NOTICES)
        if page.message is not None:
            write("")
            print_message(page.message)
    else:
        record({**page.row, "message": page.message and message_words(page.message)})


def retry(folio: Annotated[str, typer.Argument(help=both("Folio de la notificación.", "Reference of the notice."))]) -> None:
    """Queue the messages of a notice again."""
    world = current().world
    from baluarte.actions.warning import retry_notice

    record({"folio": folio, "queued": retry_notice(world, OPERATOR, folio)})


def print_message(message: Message) -> None:
    """Print a mail: head and text for people, one object for programs."""
    if current().flags.form != "table":
        record(message_words(message))
        return
    for name, value in (("To", message.recipient), ("Subject", message.subject), ("Message-ID", message.message_id)):
        write(f"{name}: {value}")
    write(f"\n{message.text}")


def message_words(message: Message) -> dict[str, object]:
    """Return a mail as plain values; of its attachments the names and sizes."""
    return {
        "message_id": message.message_id,
        "to": message.recipient,
        "subject": message.subject,
        "text": message.text,
        "attachments": [{"name": name, "type": kind, "bytes": len(data)} for name, kind, data in message.attachments],
    }


def read_mail(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar=both("ARCHIVO", "FILE"), help=both("Correos, uno por archivo.", "Mails, one a file.")),
    ] = None,
    mailbox: Annotated[bool, typer.Option("--mailbox", help=both("Lee el buzón de respuestas.", "Read the mailbox of replies."))] = False,
) -> int:
    """Take mails in, and confirm the words that were acted on."""
    world = current().world
    from baluarte.actions.replies import confirm_replies, read_mailbox

    if bool(files) == mailbox:
        raise Unusable(
            "command.mail", "Nothing says which mail is to be read.", "It is files or the mailbox.", "Name files, or add --mailbox."
        )
    code = DONE
    if files:
        code = reply.read_files(files)
    else:
        states = read_mailbox(world, OPERATOR)
        record({"read": sum(states.values()), **states})
        code = FOUND if states.get("waiting") else DONE
    confirm_replies(world, OPERATOR)
    return code
