"""What a bundle says to people: what it is, how it is checked, and what to do about a flaw, in both languages."""

from baluarte.core.ground.text import LANGUAGES, Language, Text
from baluarte.core.products.bundle import Manifest
from baluarte.core.sharing.label import show_label
from baluarte.core.warning.findings import kinds
from baluarte.core.warning.followup.tasks import TASK_WORDS
from baluarte.formats.words import full_date

_NAMES: dict[Language, str] = {"es": "leeme.txt", "en": "readme.txt"}
_WHAT = Text(
    "Paquete de fallas {edition}, {label}. Hecho el {made}; válido hasta el {until}.\n\n"
    "Contiene fallas que se usan en ataques y fallas graves, con sus productos y versiones. No contiene activos de nadie.\n"
    "Se compara dentro de su casa, sin red, y no devuelve nada:\n\n"
    "    baluarte match run PAQUETE --assets suyos.csv --key LLAVE --out carpeta\n\n"
    "LLAVE es la que el equipo publica en su sitio y en papel. La que viene en el archivo «key» muestra que nada se\n"
    "rompió en el camino; no muestra quién lo hizo.\n\n"
    "Que nada coincida no prueba que todo esté bien: prueba que no coincide con esta edición.\n",
    "Bundle of flaws {edition}, {label}. Made on {made}; valid until {until}.\n\n"
    "It holds flaws that are used in attacks and flaws that are bad, with their products and versions. It holds no asset of anybody.\n"
    "It is matched inside your house, without a network, and gives nothing back:\n\n"
    "    baluarte match run BUNDLE --assets ours.csv --key KEY --out folder\n\n"
    'KEY is the one that the team publishes on its site and on paper. The one in the file "key" shows that nothing broke\n'
    "on the way; it does not show who made the bundle.\n\n"
    "No match is not proof that all is well: it is proof of no match with this edition.\n",
)


def texts(manifest: Manifest) -> dict[str, bytes]:
    """Return the files of words of a bundle."""
    kind = kinds()["known-flaw"]
    found = {}
    for language in LANGUAGES:
        words = {
            "edition": manifest.edition, "label": show_label(manifest.label), "made": full_date(manifest.made.date(), language),
            "until": full_date(manifest.until.date(), language),
        }  # fmt: skip
        since = Text("la fecha en que la falla se publicó", "the day on which the flaw was published").in_(language)
        steps = (kind.consequence, kind.fix, kind.hunt, kind.check, *TASK_WORDS.values())
        found[_NAMES[language]] = _WHAT.in_(language).format(**words).encode()
        found[f"texts/known-flaw.{language}.txt"] = "".join(f"{step.in_(language)}\n" for step in steps).replace("{since}", since).encode()
    return found
