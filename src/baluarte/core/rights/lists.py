"""The lists of this room: the tokens of programs, and the roles that were granted."""

from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text
from baluarte.core.rights.roles import MEMBERS, ROLES, TEAM

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
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("scopes", Text("Puede", "May"), "list"),
        Column("label", Text("Etiqueta más estricta", "Strictest label")),
        Column("networks", Text("Desde", "From"), "list", shown=False),
        Column("state", Text("Estado", "State"), "choice", TOKEN_STATES),
        Column("made_at", Text("Creada", "Made"), "moment"),
        Column("expires_at", Text("Vence", "Expires"), "moment"),
        Column("last_used", Text("Último uso", "Last used"), "day"),
    ),
    identity="id",
    main_time="made_at",
    sort="-made_at",
)

GRANT_STATES = (
    ("running", Text("vigente", "running")),
    ("expired", Text("vencida", "expired")),
    ("ended", Text("terminada", "ended")),
)

GRANTS = Shape(
    "grants",
    Text("Funciones otorgadas", "Roles granted"),
    (
        Column("number", Text("Número", "Number"), "number"),
        Column("account", Text("Cuenta", "Account"), searched=True),
        Column(
            "role", Text("Función", "Role"), "choice", tuple((one.name, one.word) for one in ROLES.values() if one.name in TEAM | MEMBERS)
        ),
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("scopes", Text("Puede", "May"), "list"),
        Column("state", Text("Estado", "State"), "choice", GRANT_STATES),
        Column("since", Text("Desde", "Since"), "moment"),
        Column("until", Text("Hasta", "Until"), "moment"),
        Column("given_by", Text("La dio", "Given by"), shown=False),
    ),
    identity="number",
    main_time="since",
    sort="until",
)
