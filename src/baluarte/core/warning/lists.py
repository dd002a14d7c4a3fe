"""The lists of this room: findings and notices, and the words of their choices."""

from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text

SEVERITY_WORDS = (
    ("critical", Text("crítica", "critical")),
    ("high", Text("alta", "high")),
    ("medium", Text("media", "medium")),
    ("low", Text("baja", "low")),
    ("info", Text("informativa", "info")),
)
STATE_WORDS = (
    ("open", Text("abierto", "open")),
    ("acknowledged", Text("recibida y atendida", "acknowledged")),
    ("fix-claimed", Text("corrección declarada", "fix claimed")),
    ("accepted", Text("riesgo aceptado hasta", "accepted until")),
    ("false", Text("falso positivo", "false positive")),
    ("false-proposed", Text("falso positivo propuesto", "false positive proposed")),
    ("dispute", Text("no es nuestro", "not ours")),
    ("closed", Text("cerrado por observación", "closed by observation")),
    ("came-back", Text("reapareció", "came back")),
)
NOTICE_KINDS = (
    ("urgent", Text("alerta", "warning")),
    ("digest", Text("resumen", "digest")),
    ("weekly", Text("informe semanal", "weekly report")),
    ("deadline", Text("aviso de plazo", "deadline notice")),
    ("closed", Text("cierre por observación", "closed by observation")),
    ("campaign", Text("campaña", "campaign")),
    ("housekeeping", Text("aviso de mantenimiento", "housekeeping")),
    ("receipt", Text("acuse", "receipt")),
)
NOTICE_STATES = (
    ("queued", Text("por enviar", "queued")),
    ("sending", Text("en envío", "sending")),
    ("accepted", Text("aceptada por el servidor", "accepted by the server")),
    ("temporary-failure", Text("se reintentará", "will be tried again")),
    ("permanent-failure", Text("rechazada", "refused for good")),
    ("technical-failure", Text("falla nuestra", "our failure")),
    ("held", Text("retenida", "held")),
    ("recalled", Text("retirada", "recalled")),
    ("bounced", Text("devuelta", "bounced")),
    ("answered", Text("respondida", "answered")),
)

FINDINGS = Shape(
    "findings",
    Text("Hallazgos", "Findings"),
    (
        Column("folio", Text("Folio", "Reference"), searched=True),
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("priority", Text("Prioridad", "Priority"), "number"),
        Column("severity", Text("Gravedad", "Severity"), "choice", SEVERITY_WORDS),
        Column("identifier", Text("Hallazgo", "Finding"), searched=True),
        Column("point", Text("Dónde", "Where"), searched=True),
        Column("state", Text("Estado", "State"), "choice", STATE_WORDS),
        Column("first_seen", Text("Visto por primera vez", "First seen"), "moment"),
        Column("last_seen", Text("Visto por última vez", "Last seen"), "moment"),
        Column("due", Text("Vence", "Due"), "day"),
        Column("sightings", Text("Observaciones", "Sightings"), "number", shown=False),
        Column("type", Text("Tipo RSIT", "RSIT type"), searched=True, shown=False),
        Column("asset", Text("Activo", "Asset"), searched=True, shown=False),
        Column("matched_by", Text("Relacionado por", "Matched by"), shown=False),
        Column("reports", Text("Reportes", "Reports"), "list", searched=True, shown=False),
        Column("cves", Text("CVE", "CVE"), "list", searched=True, shown=False),
        Column("tags", Text("Etiquetas", "Tags"), "list", searched=True, shown=False),
        Column("vendor", Text("Fabricante", "Vendor"), searched=True, shown=False),
        Column("product", Text("Producto", "Product"), searched=True, shown=False),
        Column("version", Text("Versión", "Version"), searched=True, shown=False),
        Column("reasons", Text("Razones", "Reasons"), "list", shown=False),
        Column("sector", Text("Sector", "Sector"), searched=True, shown=False),
        Column("until", Text("Hasta", "Until"), "day", shown=False),
        Column("updated_at", Text("Actualizado", "Updated"), "moment", shown=False),
        Column("tlp", Text("Etiqueta", "Label"), shown=False),
    ),
    identity="folio",
    main_time="last_seen",
    sort="priority,-last_seen",
)

NOTICES = Shape(
    "notices",
    Text("Notificaciones", "Notices"),
    (
        Column("folio", Text("Folio", "Reference"), searched=True),
        Column("made_at", Text("Preparada", "Made"), "moment"),
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("recipient", Text("Para", "To"), searched=True),
        Column("kind", Text("Clase", "Kind"), "choice", NOTICE_KINDS),
        Column("severity", Text("Gravedad", "Severity"), "choice", SEVERITY_WORDS),
        Column("findings", Text("Hallazgos", "Findings"), "number"),
        Column("state", Text("Estado", "State"), "choice", NOTICE_STATES),
        Column("sent_at", Text("Enviada", "Sent"), "moment"),
        Column("attempts", Text("Intentos", "Attempts"), "number", shown=False),
        Column("subject", Text("Asunto", "Subject"), searched=True, shown=False),
        Column("tlp", Text("Etiqueta", "Label"), shown=False),
        Column("note", Text("Nota", "Note"), searched=True),
    ),
    identity="folio",
    main_time="made_at",
    sort="-made_at",
)
