"""The lists of this room: campaigns, whom one would concern, and how far each organisation has come."""

from baluarte.core.constituency.lists import SECTORS
from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text
from baluarte.core.warning.lists import SEVERITY_WORDS

SUBJECT_WORDS = (("cve", Text("falla", "flaw")), ("product", Text("producto", "product")), ("report", Text("archivo", "file")))
STATE_WORDS = (
    ("asked", Text("por aprobar", "to be approved")),
    ("approved", Text("aprobada", "approved")),
    ("refused", Text("rechazada", "refused")),
    ("sent", Text("enviada", "sent")),
    ("closed", Text("cerrada", "closed")),
)
STAGE_WORDS = (
    ("unreachable", Text("sin contacto útil", "unreachable")),
    ("bounced", Text("el correo rebotó", "bounced")),
    ("waiting", Text("por salir", "waiting to leave")),
    ("told", Text("avisada, sin respuesta", "told, no answer")),
    ("answered", Text("respondió", "answered")),
    ("fixed", Text("corregido", "fixed")),
)
CAMPAIGNS = Shape(
    "campaigns",
    Text("Campañas", "Campaigns"),
    (
        Column("number", Text("Número", "Number"), "number"),
        Column("name", Text("Nombre", "Name"), searched=True),
        Column("kind", Text("Sobre", "About"), "choice", SUBJECT_WORDS),
        Column("value", Text("Cuál", "Which"), searched=True),
        Column("state", Text("Estado", "State"), "choice", STATE_WORDS),
        Column("organisations", Text("Organizaciones", "Organisations"), "number"),
        Column("asked_at", Text("Propuesta el", "Asked for"), "moment"),
        Column("sent_at", Text("Enviada el", "Sent"), "moment"),
        Column("asked_by", Text("Propone", "Asked by"), shown=False),
        Column("decided_by", Text("Decide", "Decided by"), shown=False),
    ),
    identity="number",
    main_time="asked_at",
    sort="-asked_at",
)
AFFECTED = Shape(
    "affected",
    Text("A quién concierne", "Whom it concerns"),
    (
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("name", Text("Nombre", "Name"), searched=True),
        Column("sector", Text("Sector", "Sector"), "choice", SECTORS),
        Column("findings", Text("Hallazgos", "Findings"), "number"),
        Column("open_before", Text("Ya avisados", "Told before"), "number"),
        Column("worst", Text("Gravedad", "Severity"), "choice", SEVERITY_WORDS),
        Column("reachable", Text("Con contacto útil", "Reachable"), "flag"),
    ),
    identity="organisation",
)
FOLLOWED = Shape(
    "followed",
    Text("Seguimiento", "Follow-up"),
    (
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("name", Text("Nombre", "Name"), searched=True),
        Column("sector", Text("Sector", "Sector"), "choice", SECTORS),
        Column("stage", Text("Avance", "Stage"), "choice", STAGE_WORDS),
        Column("findings", Text("Hallazgos", "Findings"), "number"),
        Column("fixed", Text("Corregidos", "Fixed"), "number"),
        Column("notice", Text("Aviso", "Notice")),
        Column("told_at", Text("Avisada el", "Told"), "moment"),
    ),
    identity="organisation",
)
