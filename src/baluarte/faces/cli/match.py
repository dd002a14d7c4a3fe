"""`baluarte match`: a signed bundle out of the house, and the one-way match inside another.

`match run` opens no socket and no file but those that were named, loads no server, and
writes nothing outside `--out`.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.lists import group
from baluarte.faces.cli.offline.matching import Asked, match_offline, read_assets, read_bytes
from baluarte.faces.cli.printing import note, record, write
from baluarte.faces.cli.problems import DONE, FOUND
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

_PACK = both(
    "Hace el paquete firmado de fallas, que no contiene activos de nadie.",
    "Make the signed bundle of flaws, which holds no asset of anybody.",
)
_RUN = both(
    "Compara un paquete con activos propios, sin red ni servidor, sin devolver nada.\n\nUn paquete vencido se usa, y cada resultado lo dice.",
    "Match a bundle with assets of one's own, without network or server, giving nothing back.\n\nAn expired bundle is used, and each result says so.",
)
_KEY = both("Muestra la llave pública que firma los paquetes.", "Show the public key that signs bundles.")


def add(app: Spoken) -> None:
    """Add the noun."""
    noun = group(
        both("Comparar sin decir qué se tiene.", "Match without telling what one has."),
        "baluarte match pack --out fallas.zip\nbaluarte match run fallas.zip --assets ours.csv --key KEY --out results",
    )
    noun.command("pack", help=_PACK, epilog="baluarte match pack --out fallas.zip\nbaluarte match pack --label green --out fallas.zip")(
        pack
    )
    noun.command("run", help=_RUN, epilog="baluarte match run fallas.zip --assets ours.csv --key KEY --out results")(run)
    noun.command("key", help=_KEY, epilog="baluarte match key")(key)
    app.add_typer(noun, name="match")


def pack(
    out: Annotated[Path, typer.Option(help=both("Archivo del paquete.", "File of the bundle."))],
    label: Annotated[str, typer.Option(help=both("Etiqueta: clear o green.", "Label: clear or green."))] = "clear",
    level: Annotated[int, typer.Option(help=both("Nivel; aquí solo 0.", "Level; 0 alone for now."))] = 0,
) -> None:
    """Make a bundle."""
    if level != 0:
        raise Unusable(
            "match.level", f"Level {level} is not made here.", "Level 0 is the bundle that is matched at home.", "Use --level 0."
        )
    if label not in {"clear", "green"}:
        raise Unusable("bundle.label", f"A bundle cannot be TLP:{label.upper()}.", "Whoever has it can read it all.", "Use clear or green.")
    world = current().world
    from baluarte.actions.products import make_bundle

    made = make_bundle(world, OPERATOR, "green" if label == "green" else "clear")
    try:
        out.write_bytes(made.data)
    except OSError as error:
        raise Unusable("command.file", f"'{out}' cannot be written: {error.strerror}.", "", "Choose another place.") from error
    manifest = made.manifest
    record({"file": str(out), "edition": manifest.edition, "until": manifest.until.isoformat(), "flaws": made.flaws, "key": made.key})


def key() -> None:
    """Show the public key that signs bundles."""
    world = current().world
    from baluarte.actions.products import bundle_key

    write(bundle_key(world, OPERATOR))


def run(  # noqa: PLR0913 - each is an option of the command
    bundle: Annotated[Path, typer.Argument(metavar=both("PAQUETE", "BUNDLE"), help=both("Archivo o carpeta.", "File or folder."))],
    *,
    assets: Annotated[Path, typer.Option(help=both("Archivo de activos (CSV o XLSX).", "Asset file (CSV or XLSX)."))],
    out: Annotated[Path, typer.Option(help=both("Carpeta de resultados.", "Folder of results."))],
    key: Annotated[
        str, typer.Option(help=both("Llave publicada, o archivo que la contiene.", "Published key, or a file that holds it."))
    ] = "",
    events: Annotated[list[Path] | None, typer.Option(help=both("Reportes propios de escaneos.", "Scan reports of one's own."))] = None,
    refuse_expired: Annotated[
        bool, typer.Option("--refuse-expired", help=both("No usa un paquete vencido.", "Do not use an expired bundle."))
    ] = False,
) -> int:
    """Match a bundle with assets, at home."""
    owned = read_assets(assets)
    asked = Asked(bundle, owned, out, _key_text(key), tuple(events or ()), datetime.now(UTC), refuse_expired)
    done = match_offline(asked)
    record(done.to_dict())
    if not key:
        note(
            Text(
                "Firma comprobada con la llave que trae el paquete: no muestra quién lo hizo. Dé con --key la llave publicada.",
                "Checked with the key inside the bundle, which does not show who made it. Give the published key with --key.",
            )
        )
    if done.expired:
        note(
            Text(
                f"El paquete venció el {done.until.date()}: pida uno nuevo.",
                f"The bundle expired on {done.until.date()}: ask for a new one.",
            )
        )
    return FOUND if done.expired or owned.problems else DONE


def _key_text(key: str) -> str:
    """Return the key itself; what is no key is taken for the name of a file."""
    return key if not key or key.count("+") >= 2 else read_bytes(Path(key)).decode("utf-8", "replace")
