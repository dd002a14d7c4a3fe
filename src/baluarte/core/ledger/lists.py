"""The lists of this room: marks of changes, and records of reads."""

from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text

OUTCOMES = (
    ("done", Text("hecho", "done")),
    ("refused", Text("negado", "refused")),
    ("failed", Text("fallido", "failed")),
)
_WHO_AND_WHAT = (
    Column("id", Text("Núm.", "No."), "number"),
    Column("at", Text("Momento", "Time"), "moment"),
    Column("actor", Text("Quién", "Who"), searched=True),
    Column("action", Text("Acción", "Action"), searched=True),
    Column("about", Text("Sobre", "About"), searched=True),
    Column("count", Text("Cuántos", "How many"), "number"),
    Column("outcome", Text("Resultado", "Outcome"), "choice", OUTCOMES),
    Column("code", Text("Motivo", "Reason"), searched=True, shown=False),
)

MARKS = Shape(
    "marks",
    Text("Asientos de cambios", "Marks of changes"),
    (*_WHO_AND_WHAT, Column("digest", Text("Huella del cambio", "Digest of the change"), shown=False)),
    identity="id",
    main_time="at",
    sort="-at,-id",
)
ACCESS = Shape(
    "access",
    Text("Registro de consultas", "Access records"),
    _WHO_AND_WHAT,
    identity="id",
    main_time="at",
    sort="-at,-id",
)
