"""The lists of this room: deliveries and the rows that were set aside."""

from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text

STATES = (
    ("received", Text("recibida", "received")),
    ("parsing", Text("en lectura", "being read")),
    ("done", Text("completa", "complete")),
    ("partial", Text("parcial", "partial")),
    ("failed", Text("fallida", "failed")),
)

DELIVERIES = Shape(
    "deliveries",
    Text("Entregas", "Deliveries"),
    (
        Column("id", Text("Núm.", "No."), "number"),
        Column("received_at", Text("Recibida", "Received"), "moment"),
        Column("feed", Text("Fuente", "Feed"), searched=True),
        Column("report", Text("Tipo de reporte", "Report type"), searched=True),
        Column("file", Text("Archivo", "File"), searched=True),
        Column("state", Text("Estado", "State"), "choice", STATES),
        Column("read", Text("Leídas", "Read"), "number"),
        Column("accepted", Text("Aceptadas", "Accepted"), "number"),
        Column("duplicate", Text("Duplicadas", "Duplicate"), "number"),
        Column("quarantined", Text("En cuarentena", "Quarantined"), "number"),
        Column("matched", Text("Con titular", "Matched"), "number"),
        Column("unmatched", Text("Sin titular", "Unmatched"), "number"),
        Column("receipt", Text("Acuse", "Receipt"), searched=True, shown=False),
        Column("bytes", Text("Bytes", "Bytes"), "number", shown=False),
        Column("sha256", Text("SHA-256", "SHA-256"), shown=False),
        Column("code", Text("Motivo", "Reason"), shown=False),
    ),
    identity="id",
    main_time="received_at",
    sort="-received_at",
)

QUARANTINE = Shape(
    "quarantine",
    Text("Renglones en cuarentena", "Quarantined rows"),
    (
        Column("id", Text("Núm.", "No."), "number", shown=False),
        Column("delivery", Text("Entrega", "Delivery"), "number"),
        Column("row", Text("Registro", "Record"), "number"),
        Column("line", Text("Línea", "Line"), "number"),
        Column("column", Text("Columna", "Column"), searched=True),
        Column("value", Text("Valor", "Value"), searched=True),
        Column("code", Text("Motivo", "Reason"), searched=True),
        Column("raw", Text("Tal como llegó", "As it came"), searched=True),
        Column("parser", Text("Lector", "Reader"), shown=False),
    ),
    identity="id",
    sort="delivery,row",
)
