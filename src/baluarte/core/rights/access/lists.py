"""The list that an organisation reads of who looked at its data, and the decisions that hold such a line back."""

from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text

STATES = (("waiting", Text("espera", "waits")), ("running", Text("vigente", "running")), ("ended", Text("terminado", "ended")))

OWN_ACCESS = Shape(
    "own-access",
    Text("Quién consultó nuestros datos", "Who looked at our data"),
    (
        Column("number", Text("Núm.", "No."), "number"),
        Column("day", Text("Día", "Day"), "day"),
        Column("organisation", Text("Organización", "Organisation"), shown=False),
        Column("office", Text("Oficina", "Office")),
        Column("purpose", Text("Para qué", "What for")),
        Column("basis", Text("Con qué fundamento", "On which ground")),
        Column("classes", Text("Qué datos", "Which data"), "list"),
        Column("action", Text("Acción", "Action")),
        Column("count", Text("Cuántos", "How many"), "number"),
        Column("released_on", Text("Reservado hasta", "Held back until"), "day", shown=False),
    ),
    identity="number",
    main_time="day",
    sort="-day,-number",
)

UNMASKINGS = Shape(
    "unmaskings",
    Text("Peticiones de ver un dato", "Requests to see a value"),
    (
        Column("id", Text("Núm.", "No."), "number"),
        Column("kind", Text("Qué", "What")),
        Column("subject", Text("Cuál", "Which")),
        Column("reason", Text("Motivo", "Reason")),
        Column("asked_office", Text("La pide", "Asked by")),
        Column("asked_at", Text("Pedida", "Asked"), "moment"),
        Column("protected", Text("Fuente protegida", "Protected source"), "flag"),
        Column("state", Text("Estado", "State"), "choice", STATES),
        Column("until", Text("Hasta", "Until"), "moment"),
    ),
    identity="id",
    main_time="asked_at",
    sort="-asked_at",
)

DELAYS = Shape(
    "delays",
    Text("Avisos de consulta retrasados", "Delayed notices of access"),
    (
        Column("id", Text("Núm.", "No."), "number"),
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("authority", Text("Autoridad", "Authority"), searched=True),
        Column("reason", Text("Motivo", "Reason")),
        Column("asked_at", Text("Pedido", "Asked"), "moment"),
        Column("expires_on", Text("Termina", "Ends"), "day"),
        Column("state", Text("Estado", "State"), "choice", STATES),
        Column("renews", Text("Renueva al", "Renews"), "number", shown=False),
    ),
    identity="id",
    main_time="asked_at",
    sort="-asked_at",
)
