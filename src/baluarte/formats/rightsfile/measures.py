"""The measures that the software itself takes, each with what proves it, and what only the institution can write."""

from baluarte.core.ground.text import Text

MEASURES = (
    (
        Text("Ninguna lectura sin finalidad y fundamento.", "No read without a purpose and a ground."),
        Text("Es error de tipos; la compuerta niega lo demás.", "A type error; the gate refuses the rest."),
    ),
    (
        Text(
            "Cada lectura queda escrita antes de entregarse, y la organización la ve.",
            "Each read is written before it is handed out, and the organisation sees it.",
        ),
        Text("Página «Quién consultó nuestros datos».", "Page 'Who looked at our data'."),
    ),
    (
        Text(
            "Los valores personales están cifrados con una llave por persona, fuera de la base de datos.",
            "Personal values are sealed under one key a person, apart from the database.",
        ),
        Text("baluarte check erasure", "baluarte check erasure"),
    ),
    (
        Text("Suprimir es destruir la llave; ningún respaldo la tiene.", "To erase is to destroy the key; no backup has it."),
        Text("tests/whole/test_erasure_proof.py", "tests/whole/test_erasure_proof.py"),
    ),
    (
        Text(
            "Lo cubierto se ve con dos personas de dos oficinas, un motivo de la lista y por minutos.",
            "What is masked is seen by two persons of two offices, for a listed reason, for minutes.",
        ),
        Text("Cuentas públicas del mes.", "Public counters of the month."),
    ),
    (
        Text(
            "Cada persona del equipo abre hasta 40 respuestas y pide hasta 5 datos al día.",
            "Each person of the team opens up to 40 replies and asks for up to 5 values a day.",
        ),
        Text("Una persona supervisora autoriza más, y queda escrito.", "A supervisor allows more, and it is written."),
    ),
    (
        Text("Lo que vence se olvida cada noche.", "What is over is forgotten every night."),
        Text("baluarte check erasure", "baluarte check erasure"),
    ),
    (
        Text("El correo a un buzón con llave sale cifrado, o no sale.", "Mail to a mailbox with a key leaves encrypted, or not at all."),
        Text("baluarte check deliveries", "baluarte check deliveries"),
    ),
    (
        Text(
            "Todo cambio deja un asiento con sal en un registro público que nadie puede reescribir.",
            "Every change leaves a salted entry in a public log that nobody can rewrite.",
        ),
        Text("baluarte ledger verify", "baluarte ledger verify"),
    ),
)
QUESTIONS = (
    Text(
        "Análisis de riesgos: ¿qué daño sufriría quién, y qué tan probable es?",
        "Risk analysis: which harm would come to whom, and how likely is it?",
    ),
    Text("Análisis de brecha: ¿qué medida falta en esta institución?", "Gap analysis: which measure is missing in this institution?"),
    Text("Plan de trabajo: ¿quién la pone, y cuándo?", "Work plan: who puts it in place, and when?"),
    Text("Mecanismos de monitoreo: ¿quién lee las comprobaciones, y cada cuánto?", "Monitoring: who reads the checks, and how often?"),
    Text("Programa de capacitación: ¿quién aprende qué, y cuándo?", "Training: who learns what, and when?"),
)
