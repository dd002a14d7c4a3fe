"""The lists of this room: organisations, contacts and assets, and the words of their choices."""

from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text

STATUSES = (
    ("active", Text("activa", "active")),
    ("paused", Text("en pausa", "paused")),
    ("closed", Text("cerrada", "closed")),
    ("merged", Text("fusionada", "merged")),
)
CRITICALITIES = (
    ("critical", Text("crítica", "critical")),
    ("high", Text("alta", "high")),
    ("medium", Text("media", "medium")),
    ("low", Text("baja", "low")),
)
READS = (
    ("es", Text("español", "Spanish")),
    ("en", Text("inglés", "English")),
    ("both", Text("ambos", "both")),
)
ROLES = (
    ("security", Text("seguridad", "security")),
    ("duty", Text("guardia", "duty")),
    ("technical", Text("técnico", "technical")),
    ("abuse", Text("abuso", "abuse")),
    ("management", Text("dirección", "management")),
    ("fallback", Text("de respaldo", "fallback")),
)
SCHEDULES = (
    ("always", Text("a toda hora", "at all hours")),
    ("working-hours", Text("en horario hábil", "working hours")),
    ("daily-digest", Text("resumen diario", "daily digest")),
)
CONTACT_STATUSES = (
    ("active", Text("activo", "active")),
    ("bounced", Text("devuelto", "bounced")),
    ("retired", Text("retirado", "retired")),
)
ASSET_KINDS = (
    ("cidr", Text("red", "network")),
    ("asn", Text("sistema autónomo", "autonomous system")),
    ("domain", Text("dominio", "domain")),
    ("host", Text("equipo", "host")),
    ("url", Text("dirección web", "URL")),
    ("account_domain", Text("dominio de cuentas", "account domain")),
    ("product", Text("producto", "product")),
)
ORIGINS = (
    ("declared", Text("declarado", "declared")),
    ("designation", Text("designación", "designation")),
    ("verified", Text("comprobado", "verified")),
    ("registry", Text("registro de red", "network registry")),
    ("delegation", Text("delegación nacional", "national delegation")),
    ("import", Text("importado", "imported")),
)

ORGANISATIONS = Shape(
    "organisations",
    Text("Organizaciones", "Organisations"),
    (
        Column("slug", Text("Clave", "Identifier"), searched=True),
        Column("name", Text("Nombre", "Name"), searched=True),
        Column("kind", Text("Tipo", "Kind"), searched=True),
        Column("sector", Text("Sector", "Sector"), searched=True),
        Column("territory", Text("Territorio", "Territory"), searched=True),
        Column("parent", Text("Depende de", "Parent"), searched=True),
        Column("language", Text("Idioma", "Language"), "choice", READS),
        Column("criticality", Text("Criticidad", "Criticality"), "choice", CRITICALITIES),
        Column("status", Text("Estado", "Status"), "choice", STATUSES),
        Column("merged_into", Text("Fusionada con", "Merged into"), shown=False),
    ),
    identity="slug",
    sort="name",
)

CONTACTS = Shape(
    "contacts",
    Text("Contactos", "Contacts"),
    (
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("role", Text("Función", "Role"), "choice", ROLES),
        Column("address", Text("Correo", "Address"), searched=True),
        Column("schedule", Text("Horario", "Schedule"), "choice", SCHEDULES),
        Column("language", Text("Idioma", "Language"), "choice", (*READS, ("", Text("el de la organización", "as the organisation")))),
        Column("status", Text("Estado", "Status"), "choice", CONTACT_STATUSES),
        Column("since", Text("Desde", "Since"), "day"),
        Column("key", Text("Llave OpenPGP", "OpenPGP key"), shown=False),
    ),
    identity="address",
    sort="organisation,role",
)

ASSETS = Shape(
    "assets",
    Text("Activos", "Assets"),
    (
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("kind", Text("Tipo", "Kind"), "choice", ASSET_KINDS),
        Column("value", Text("Valor", "Value"), searched=True),
        Column("valid_from", Text("Desde", "From"), "day"),
        Column("valid_until", Text("Hasta", "Until"), "day"),
        Column("assurance", Text("Certeza", "Assurance"), "number"),
        Column("origin", Text("Origen", "Origin"), "choice", ORIGINS),
        Column("criticality", Text("Criticidad", "Criticality"), "choice", (*CRITICALITIES, ("", Text("no dicha", "not stated")))),
        Column("except_below", Text("Excepto", "Except"), searched=True, shown=False),
    ),
    identity="value",
    sort="organisation,kind,value",
)
