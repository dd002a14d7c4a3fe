"""The list of this room: the tokens of programs."""

from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text

TOKEN_STATES = (
    ("active", Text("vigente", "active")),
    ("expired", Text("vencida", "expired")),
    ("revoked", Text("revocada", "revoked")),
)

TOKENS = Shape(
    "tokens",
    Text("Llaves de programas", "Tokens of programs"),
    (
        Column("id", Text("Identificador", "Identifier"), searched=True),
        Column("name", Text("Para qué", "What for"), searched=True),
        Column("account", Text("Cuenta", "Account"), searched=True),
        Column("state", Text("Estado", "State"), "choice", TOKEN_STATES),
        Column("made_at", Text("Creada", "Made"), "moment"),
        Column("expires_at", Text("Vence", "Expires"), "moment"),
        Column("last_used", Text("Último uso", "Last used"), "day"),
    ),
    identity="id",
    main_time="made_at",
    sort="-made_at",
)
