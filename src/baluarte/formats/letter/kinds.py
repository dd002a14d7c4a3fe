"""What each kind of notice adds to its letter: how its subject begins, how it opens, and the blocks of those without a problem."""

from baluarte.core.ground.text import Text

# Subject: between the severity and what it is about.
SUBJECT = {
    "weekly": Text("informe semanal", "weekly report"),
    "seven-days": Text("faltan 7 días", "7 days left"),
    "one-day": Text("falta 1 día", "1 day left"),
    "passed": Text("plazo vencido", "date passed"),
    "closed": Text("cerrado por observación", "closed by observation"),
    "housekeeping": Text("sobre su registro", "about your registration"),
    "receipt": Text("recibimos su respuesta", "we received your answer"),
}
# Block 1, first sentence.
OPENING = {
    "weekly": Text("Informe semanal: lo que cambió desde el anterior.", "Weekly report: what changed since the last one."),
    "seven-days": Text(
        "Faltan siete días o menos para la fecha límite de lo que sigue.", "Seven days or less are left until the date of what follows."
    ),
    "one-day": Text(
        "Falta un día o menos para la fecha límite de lo que sigue.", "One day or less is left until the date of what follows."
    ),
    "passed": Text(
        "La fecha límite de lo que sigue ya pasó, y no hemos visto que se corrigiera.",
        "The date of what follows has passed, and we have not seen it fixed.",
    ),
}
ABOVE = Text("Por encima de su organización está {above}.", "Above your organisation stands {above}.")
CAME_BACK = Text("Continúa el hilo de los avisos anteriores.", "This continues the thread of the notices before.")

# Closed by observation.
GONE = (
    Text(
        "Ya no vemos {count} problema del que le avisamos. Gracias por atenderlo.",
        "We no longer see {count} problem we told you of. Thank you.",
    ),
    Text(
        "Ya no vemos {count} problemas de los que le avisamos. Gracias por atenderlos.",
        "We no longer see {count} problems we told you of. Thank you.",
    ),
)
NOTHING_MORE = Text("No tiene que hacer nada más.", "There is nothing more to do.")
CERTIFICATE = Text(
    "Su constancia de atención se descarga con el folio y la clave en {link}",
    "Your closure certificate can be fetched with the reference and the code at {link}",
)
HOW_CLOSED = Text(
    "Cerrado por observación: las mismas fuentes volvieron a revisar durante el tiempo de calma y ya no lo encontraron.",
    "Closed by observation: the same sources looked again throughout the quiet time and no longer found it.",
)
IF_STILL_THERE = Text(
    "Si usted sabe que el problema sigue, responda a este mensaje: lo lee una persona.",
    "If you know that the problem is still there, reply to this message: a person reads it.",
)
A_PERSON_READS = Text("Responda a este mensaje: lo lee una persona.", "Reply to this message: a person reads it.")
IN_FILE = Text(
    "Se muestran {shown} de {total} renglones. La lista completa pesa demasiado para el correo: descárguela hasta el {day} con el folio y la clave en {link}",
    "{shown} of {total} rows are shown. The whole list is too large for mail: fetch it until {day} with the reference and the code at {link}",
)
CHANGE = Text("cambio", "change")
CHANGES = {
    "new": Text("nuevo", "new"),
    "worse": Text("empeoró", "worse"),
    "came-back": Text("reapareció", "came back"),
    "due": Text("por vencer", "due"),
    "fixed": Text("corregido", "fixed"),
}
# Kinds whose table says of each row why it is there.
WITH_CHANGE = frozenset({"weekly"})
