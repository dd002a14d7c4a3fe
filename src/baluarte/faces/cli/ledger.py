"""`baluarte ledger`: check a log, prove an entry, and what the operator does with ours."""

import contextlib
import io
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.check import Asked
from baluarte.core.ground.text import Text
from baluarte.core.ledger.entries.entry import read_entry
from baluarte.core.ledger.entries.rules import breaches, day_files_hold
from baluarte.core.ledger.outside.prooffile import SUFFIX
from baluarte.core.ledger.tiles import WIDTH, TiledTree, or_wider
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.faces.cli import ledger_parties, ledger_receipt
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import group
from baluarte.faces.cli.printing import document, record, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current
from baluarte.faces.cli.verifier import ledger_verify

_HELP = both("La bitácora pública.", "The public log.")
_EXAMPLES = """
baluarte ledger verify
baluarte ledger verify https://csirt.example/ledger --policy policy.txt --entries
baluarte ledger verify entry-41.tlog-proof --entry entry-41.json --policy policy.txt
baluarte ledger verify receipt.txt --log https://csirt.example/ledger --policy policy.txt --receipt-key KEY
"""
_VERIFY = both(
    "Comprueba una bitácora: firma, testigos, raíz y, si se pide, cada asiento y lo que significan juntos.\n\n"
    "No necesita servidor ni base de datos, salvo sin lugar o con --inside, que miran la de esta instalación. La política trae las claves: tómela en papel o del diario oficial, nunca de la bitácora.",
    "Check a log: signature, witnesses, root and, when asked, every entry and what they mean together.\n\n"
    "It needs no server and no database, except without a place or with --inside, which look at the log of this installation. The policy carries the keys: take it from paper or the official gazette, never from the log.",
)
_PROVE = both(
    "Escribe un asiento publicado y su prueba, que se comprueba sin red.",
    "Write a published entry and its proof, which is checked without a network.",
)
_KEY = both("Muestra la clave pública de la bitácora, para imprimirla en papel.", "Show the public key of the log, to be printed on paper.")
_PUBLISH = both("Escribe, firma y publica lo asentado, ahora.", "Write, sign and publish what was logged, now.")
_RECOVER = both(
    "Trae de vuelta lo publicado, después de restaurar una copia anterior.\n\n"
    "Lo publicado vale siempre. Lo que esta base asentó mientras tanto en los mismos lugares se asienta de nuevo detrás.",
    "Bring back what was published, after an older copy was restored.\n\n"
    "What was published stands, always. What this database logged in the same places meanwhile is logged again behind it.",
)
Place = Annotated[
    str,
    typer.Argument(
        metavar=both("LUGAR", "PLACE"),
        help=both(
            "Carpeta, dirección, archivo .tlog-proof o acuse; sin él, esta instalación.",
            "Folder, address, .tlog-proof file or receipt; without it, this installation.",
        ),
    ),
]
PolicyFile = Annotated[
    str, typer.Option("--policy", help=both("Archivo con las claves y el quórum.", "File with the keys and the quorum."))
]


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(_HELP, _EXAMPLES)
    noun.command("verify", help=_VERIFY, epilog=_EXAMPLES)(verify)
    noun.command("prove", help=_PROVE, epilog="baluarte ledger prove 41\nbaluarte ledger prove 41 --out proofs")(prove)
    noun.command("key", help=_KEY, epilog="baluarte ledger key")(key)
    noun.command("publish", help=_PUBLISH, epilog="baluarte ledger publish")(publish)
    noun.command("recover", help=_RECOVER, epilog="baluarte ledger recover\nbaluarte ledger recover /srv/mirror")(recover)
    ledger_parties.add(noun)
    app.add_typer(noun, name="ledger")


def verify(  # noqa: PLR0913, PLR0917 - each option is one word of the command
    place: Place = "",
    policy: PolicyFile = "",
    since: Annotated[str, typer.Option(help=both("Punto de control guardado antes.", "A checkpoint that was kept earlier."))] = "",
    entries: Annotated[bool, typer.Option("--entries", help=both("También cada asiento.", "Also every entry."))] = False,
    rules: Annotated[
        bool, typer.Option("--rules", help=both("También lo que significan juntos.", "Also what they mean together."))
    ] = False,
    inside: Annotated[
        bool,
        typer.Option(
            "--inside",
            help=both("También contra la base de datos; sólo quien opera.", "Also against the database; for the operator alone."),
        ),
    ] = False,
    entry: Annotated[str, typer.Option(help=both("El asiento de un archivo de prueba.", "The entry of a proof file."))] = "",
    log: Annotated[
        str, typer.Option(help=both("La bitácora de un acuse; sin ella, la propia.", "The log of a receipt; without it, our own."))
    ] = "",
    receipt_key: Annotated[str, typer.Option(help=both("La clave de los acuses.", "The key of receipts."))] = "",
) -> int:
    """Check a log."""
    if ledger_receipt.is_receipt(place):
        return _receipt(place, receipt_key, log, policy)
    with tempfile.TemporaryDirectory() as aside:
        chosen = policy or _own_policy(Path(aside), place)
        where = place or str(Path(current().world.data) / "ledger")
        asked = [where, "--policy", chosen, "--language", current().flags.language]
        asked += [
            *(["--since", since] if since else []),
            *(["--entries"] if entries or rules else []),
            *(["--entry", entry] if entry else []),
        ]
        code, said = _run(asked)
    if rules and code == DONE:
        found = _broken_rules(where)
        said += found or [Text("6 reglas: los asientos concuerdan", "6 rules: the entries agree").in_(current().flags.language)]
        code = FOUND if found else code
    if inside:
        more = _inside()
        said, code = [*said, *more], code or (FOUND if more else DONE)
    return _tell(said, code)


def _receipt(place: str, key: str, log: str, policy: str) -> int:
    with tempfile.TemporaryDirectory() as aside:
        chosen = policy or _own_policy(Path(aside), log)
        where = log or str(Path(current().world.data) / "ledger")
        said, code = ledger_receipt.ask(ledger_receipt.Question(place, key, where, chosen))
    return _tell([said.in_(current().flags.language)], code)


def prove(
    index: Annotated[int, typer.Argument(metavar=both("NÚMERO", "INDEX"), min=0, help=both("Del asiento.", "Of the entry."))],
    out: Annotated[str, typer.Option(help=both("Carpeta donde se escriben.", "Folder they are written to."))] = ".",
) -> int:
    """Write an entry and its proof."""
    world = current().world
    from baluarte.actions.ledger.reading import prove_logged, show_logged

    shown, proof = show_logged(world, VISITOR, index), prove_logged(world, VISITOR, index)
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"entry-{index}.json").write_bytes(shown.raw)
        (folder / f"entry-{index}{SUFFIX}").write_bytes(proof)
    except OSError as error:
        raise Unusable("command.file", f"'{out}' cannot be written to: {error.strerror}.", "", "Check the name and the rights.") from error
    record(
        {"index": index, "kind": shown.name, "entry": str(folder / f"entry-{index}.json"), "proof": str(folder / f"entry-{index}{SUFFIX}")}
    )
    return DONE


def key() -> int:
    """Show the key of our log."""
    world = current().world
    write(world.signer.key(world.house.log_origin))
    return DONE


def publish() -> int:
    """Publish now."""
    world = current().world
    from baluarte.actions.ledger import publish_ledger

    done = publish_ledger(world, OPERATOR)
    record({"size": done.size, "published": done.published, "quorum": done.quorum})
    return DONE if done.quorum else FOUND


def recover(
    place: Annotated[
        str,
        typer.Argument(
            metavar=both("CARPETA", "FOLDER"), help=both("Un espejo; sin él, los archivos propios.", "A mirror; without it, our own files.")
        ),
    ] = "",
) -> int:
    """Bring back what was published."""
    world = current().world
    from baluarte.actions.ledger import recover_ledger

    record({"again": recover_ledger(world, OPERATOR, place)})
    return DONE


def _own_policy(aside: Path, place: str) -> str:
    """Return the policy of this installation, written down; of any other log it has to be given."""
    if place and not (Path(place) / "checkpoint").is_file():
        raise Unusable(
            "command.no-policy", "A policy is missing.", "The keys of a log are never taken from the log itself.", "Add --policy FILE."
        )
    world = current().world
    from baluarte.actions.ledger.reading import show_policy

    path = aside / "policy"
    path.write_text(show_policy(world, VISITOR), "utf-8")
    return str(path)


def _run(asked: list[str]) -> tuple[int, list[str]]:
    """Run the single file that anybody may run alone, and return how it ended and its lines."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard):
        code = ledger_verify.main(asked)
    return code, heard.getvalue().splitlines()


def _broken_rules(place: str) -> list[str]:
    """Return a line for each entry that does not agree with the others. The files were verified before."""

    def read(path: str) -> bytes:
        data = ledger_verify.read(place, path)
        if data is None:
            raise Missing("ledger.no-file", f"The log has no file '{path}'.", "", "Check the address.")
        return data

    tree = TiledTree(int(read("checkpoint").split(b"\n")[1]), or_wider(read))
    raw = [one for number in range(-(-tree.size // WIDTH)) for one in tree.entries(number)]
    listed = [read_entry(one, seq) for seq, one in enumerate(raw)]
    return [
        f"6 {one.rule}: {one.seq}: {one.why.in_(current().flags.language)}" for one in [*breaches(listed), *day_files_hold(listed, read)]
    ]


def _inside() -> list[str]:
    world = current().world
    from baluarte.actions.promises import check_published

    return list(check_published(world, OPERATOR, Asked(deep=True)).failed)


def _tell(said: list[str], code: int) -> int:
    if current().flags.json:
        document({"outcome": {0: "holds", 1: "broken", 6: "no-answer"}.get(code, "unusable"), "lines": said})
    else:
        for line in said:
            write(line)
    sys.stdout.flush()
    return code
