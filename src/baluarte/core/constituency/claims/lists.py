"""The lists of claims: who claims what, disputes between holders, delegated children, and what is shared with providers."""

from baluarte.core.constituency.claims.method import METHOD_WORDS
from baluarte.core.constituency.claims.standing import STATE_WORDS
from baluarte.core.constituency.lists import ASSET_KINDS
from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text

OUTCOME_WORDS = (
    ("verified", Text("comprobado", "verified")),
    ("not-there", Text("todavía no aparece", "not there yet")),
    ("different", Text("aparece, pero es distinto", "there but different")),
    ("could-not-ask", Text("no pudimos consultar", "we could not ask")),
    ("", Text("sin consultar", "not asked yet")),
)
DISPUTE_STATES = (
    ("open", Text("por decidir", "to be decided")),
    ("upheld", Text("se le dio la razón", "upheld")),
    ("dismissed", Text("no procedió", "dismissed")),
)
SHARE_STATES = (
    ("active", Text("vigente", "active")),
    ("ended", Text("terminado", "ended")),
)
_ORGANISATION = Column("organisation", Text("Organización", "Organisation"), searched=True)
_NUMBER = Column("number", Text("Número", "Number"), "number")
_KIND = Column("kind", Text("Tipo", "Kind"), "choice", ASSET_KINDS)
_VALUE = Column("value", Text("Activo", "Asset"), searched=True)

OWNERSHIP = Shape(
    "ownership",
    Text("Comprobación de activos", "Ownership claims"),
    (
        _NUMBER,
        _ORGANISATION,
        _VALUE,
        _KIND,
        Column("method", Text("Método", "Method"), "choice", METHOD_WORDS),
        Column("state", Text("Estado", "State"), "choice", STATE_WORDS),
        Column("assurance", Text("Certeza", "Assurance"), "number"),
        Column("outcome", Text("Última consulta", "Last answer"), "choice", OUTCOME_WORDS),
        Column("made_at", Text("Pedido", "Made"), "moment"),
        Column("checked_at", Text("Consultado", "Asked"), "moment"),
        Column("next_at", Text("Se consulta", "Asked next"), "moment"),
        Column("until", Text("Hasta", "Until"), "moment", shown=False),
    ),
    identity="number",
    main_time="made_at",
    sort="-made_at",
)

OWNERSHIP_DISPUTES = Shape(
    "ownership-disputes",
    Text("Disputas de activos", "Disputes over assets"),
    (
        _NUMBER,
        Column("organisation", Text("Quién disputa", "Who disputes"), searched=True),
        _VALUE,
        _KIND,
        Column("state", Text("Estado", "State"), "choice", DISPUTE_STATES),
        Column("why", Text("Por qué", "Why"), searched=True),
        Column("made_at", Text("Desde", "Since"), "moment"),
        Column("decided_at", Text("Decidida", "Decided"), "moment"),
    ),
    identity="number",
    main_time="made_at",
    sort="state,made_at",
)

DELEGATIONS = Shape(
    "delegations",
    Text("Subdominios delegados", "Delegated children"),
    (
        _NUMBER,
        _ORGANISATION,
        Column("value", Text("Subdominio", "Child"), searched=True),
        Column("to", Text("A quién", "To whom"), searched=True),
        Column("since", Text("Desde", "From"), "day"),
        Column("until", Text("Hasta", "Until"), "day"),
        Column("state", Text("Estado", "State"), "choice", SHARE_STATES),
    ),
    identity="number",
    main_time="since",
    sort="-since",
)

SHARES = Shape(
    "shares",
    Text("Compartido con proveedores", "Shared with providers"),
    (
        _NUMBER,
        _ORGANISATION,
        Column("provider", Text("Proveedor", "Provider"), searched=True),
        Column("value", Text("Activo", "Asset"), searched=True),
        Column("since", Text("Desde", "From"), "day"),
        Column("until", Text("Hasta", "Until"), "day"),
        Column("state", Text("Estado", "State"), "choice", SHARE_STATES),
    ),
    identity="number",
    main_time="since",
    sort="-since",
)
