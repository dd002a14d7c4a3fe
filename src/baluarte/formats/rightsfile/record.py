"""The record of processing and the security document, printed from the catalogue and the purposes in force.

Both are Markdown, in one language. What only the institution can say, such as its own risks,
is left as a question, and never filled in by us.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from baluarte.core.ground.text import Language, Text
from baluarte.core.rights.catalogue.field import Catalogue
from baluarte.core.rights.purposes.purpose import Purposes
from baluarte.formats.rightsfile.measures import MEASURES, QUESTIONS

_YES_NO = {True: Text("sí", "yes"), False: Text("no", "no")}
_EXITS = {
    "page": Text("página", "page"),
    "api": Text("API", "API"),
    "export": Text("descarga", "export"),
    "mail": Text("correo", "mail"),
    "paper": Text("papel", "paper"),
}


def processing_record(purposes: Purposes, catalogue: Catalogue, language: Language) -> str:
    """Return the record of processing: for each purpose its norm, and for each class the fields, who sees them and for how long."""
    parts = [
        _heading(Text("Registro de tratamientos", "Record of processing"), 1, language),
        _versions(purposes, catalogue, language),
        _heading(Text("Para qué se leen datos personales", "What personal data is read for"), 2, language),
        _purposes(purposes, language),
        _heading(Text("Qué datos hay", "Which data there is"), 2, language),
        _fields(catalogue, language),
        _heading(Text("Cuánto se conservan", "How long they are kept"), 2, language),
        _retention(catalogue, language),
    ]
    return "\n\n".join(parts) + "\n"


def security_document(
    purposes: Purposes, catalogue: Catalogue, today: date, checks: Sequence[tuple[str, str, str]], language: Language
) -> str:
    """Return the security document: inventory, offices, measures in force, what the checks say today, and what the institution adds."""
    parts = [
        _heading(Text("Documento de seguridad", "Security document"), 1, language),
        _versions(purposes, catalogue, language) + " " + Text(f"Impreso el {today}.", f"Printed on {today}.").in_(language),
        _heading(Text("1. Inventario de datos personales", "1. Inventory of personal data"), 2, language),
        _fields(catalogue, language),
        _heading(
            Text("2. Funciones y obligaciones de quienes los tratan", "2. Functions and duties of those who process them"), 2, language
        ),
        _offices(purposes, language),
        _heading(Text("3. Medidas en vigor", "3. Measures in force"), 2, language),
        _table((Text("medida", "measure"), Text("cómo se comprueba", "how it is checked")), (measure for measure in MEASURES), language),
        _heading(Text("4. Lo que dicen hoy las comprobaciones", "4. What the checks say today"), 2, language),
        _plain_table((Text("promesa", "promise"), Text("resultado", "outcome"), Text("momento", "when")), checks, language),
        _heading(Text("5. Lo que escribe la institución", "5. What the institution writes"), 2, language),
        "\n".join(f"- {question.in_(language)}" for question in QUESTIONS),
    ]
    return "\n\n".join(parts) + "\n"


def _versions(purposes: Purposes, catalogue: Catalogue, language: Language) -> str:
    return Text(
        f"Finalidades, versión {purposes.version} (SHA-256 {purposes.sha256[:16]}…); catálogo, versión {catalogue.version} (SHA-256 {catalogue.sha256[:16]}…).",
        f"Purposes, version {purposes.version} (SHA-256 {purposes.sha256[:16]}…); catalogue, version {catalogue.version} (SHA-256 {catalogue.sha256[:16]}…).",
    ).in_(language)


def _purposes(purposes: Purposes, language: Language) -> str:
    head = (
        Text("finalidad", "purpose"), Text("qué es", "what it is"), Text("norma", "norm"), Text("termina", "ends"),
        Text("oficinas", "offices"), Text("evaluación de impacto", "impact assessment"),
    )  # fmt: skip
    unread = Text(" (sin verificar)", " (unverified)").in_(language)
    rows = [
        (
            f"`{one.code}`", one.sentence.in_(language), one.norm.title.in_(language) + ("" if one.norm.verified else unread),
            one.expires.isoformat(), ", ".join(purposes.offices[name].in_(language) for name in sorted(one.offices)), one.assessment,
        )
        for one in purposes.purposes.values()
    ]  # fmt: skip
    return _plain_table(head, rows, language)


def _fields(catalogue: Catalogue, language: Language) -> str:
    head = (
        Text("campo", "field"), Text("clase", "class"), Text("de quién", "whose"), Text("para qué", "what for"),
        Text("conservación", "retention"), Text("salidas", "exits"), Text("cifrado", "sealed"), Text("cubierto para el equipo", "masked to the team"),
    )  # fmt: skip
    rows = []
    for name, field in catalogue.fields.items():
        told = catalogue.classes[field.data_class]
        exits = ", ".join(_EXITS[one].in_(language) for one in field.exits) or "–"
        rows.append(
            (
                f"`{name}`", told.words.in_(language), told.whose.in_(language), ", ".join(field.purposes),
                catalogue.retention[field.retention].words.in_(language), exits, _YES_NO[field.sealed].in_(language), _YES_NO[told.masked].in_(language),
            )
        )  # fmt: skip
    return _plain_table(head, rows, language)


def _retention(catalogue: Catalogue, language: Language) -> str:
    return _plain_table(
        (Text("clase", "class"), Text("se conserva", "is kept")),
        [(f"`{name}`", kept.words.in_(language)) for name, kept in catalogue.retention.items()],
        language,
    )


def _offices(purposes: Purposes, language: Language) -> str:
    rows = [
        (words.in_(language), ", ".join(f"`{one.code}`" for one in purposes.purposes.values() if name in one.offices) or "–")
        for name, words in purposes.offices.items()
    ]
    return _plain_table((Text("oficina", "office"), Text("puede leer para", "may read for")), rows, language)


def _heading(words: Text, level: int, language: Language) -> str:
    return f"{'#' * level} {words.in_(language)}"


def _table(head: Sequence[Text], rows: Iterable[Sequence[Text]], language: Language) -> str:
    return _plain_table(head, ([cell.in_(language) for cell in row] for row in rows), language)


def _plain_table(head: Sequence[Text], rows: Iterable[Sequence[str]], language: Language) -> str:
    lines = [[word.in_(language) for word in head], ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
