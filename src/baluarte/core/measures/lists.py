"""The lists of this room: measures as last taken, and every reading that was ever taken."""

from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text
from baluarte.core.measures.definitions import definitions

UNIT_WORDS = (("", Text("", "")), ("hours", Text("horas", "hours")), ("days", Text("días", "days")))
BY_WORDS = (
    ("", Text("todo el país", "whole country")),
    ("sector", Text("sector", "sector")),
    ("territory", Text("territorio", "territory")),
    ("type", Text("tipo RSIT", "RSIT type")),
    ("severity", Text("gravedad", "severity")),
    ("organisation", Text("organización", "organisation")),
)
READINGS = Shape(
    "readings",
    Text("Lecturas de las medidas", "Readings of measures"),
    (
        Column(
            "measure", Text("Medida", "Measure"), "choice", tuple((slug, one.name) for slug, one in definitions().items()), searched=True
        ),
        Column("version", Text("Versión", "Version"), "number", shown=False),
        Column("day", Text("Tomada el", "Taken on"), "day"),
        Column("by", Text("Por", "By"), "choice", BY_WORDS),
        Column("part", Text("Parte", "Part"), searched=True),
        Column("first_day", Text("Desde", "From"), "day", shown=False),
        Column("last_day", Text("Hasta", "Until"), "day", shown=False),
        Column("population", Text("Población", "Population"), "number"),
        Column("met", Text("Cumplen o terminaron", "Met or ended"), "number"),
        Column("not_met", Text("No cumplen", "Not met"), "number"),
        Column("unknown", Text("Desconocidos", "Unknown"), "number"),
        Column("low_per_cent", Text("% mínimo", "Low %"), "number"),
        Column("high_per_cent", Text("% máximo", "High %"), "number"),
        Column("median", Text("Mediana", "Median"), "number"),
        Column("more_than", Text("Más de", "More than"), "number"),
        Column("unit", Text("Unidad", "Unit"), "choice", UNIT_WORDS),
        Column("id", Text("Lectura", "Reading"), "number", shown=False),
    ),
    identity="id",
    main_time="day",
    sort="-day,measure,by,part",
)
