"""The lists of this room: organisations, contacts and assets, and the words of their choices."""

from dataclasses import replace

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
    ("wrong", Text("equivocado", "wrong")),
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
EXPOSED = (
    ("yes", Text("sí", "yes")),
    ("no", Text("no", "no")),
    ("", Text("no dicho", "not stated")),
)
ORIGINS = (
    ("declared", Text("declarado", "declared")),
    ("designation", Text("designación", "designation")),
    ("verified", Text("comprobado", "verified")),
    ("registry", Text("registro de red", "network registry")),
    ("delegation", Text("delegación nacional", "national delegation")),
    ("import", Text("importado", "imported")),
)

# Codes of annexes I and II of NIS2 as MISP spells them, and our own after `research`. Mexico's laws have
# no official list of critical sectors; the Spanish words are ours.
SECTORS = (
    ("energy", Text("Energía", "Energy")),
    ("transport", Text("Transporte", "Transport")),
    ("banking", Text("Banca", "Banking")),
    ("financial", Text("Mercados e infraestructura financiera", "Financial market infrastructures")),
    ("health", Text("Salud", "Health")),
    ("drinking-water", Text("Agua potable", "Drinking water")),
    ("waste-water", Text("Aguas residuales", "Waste water")),
    ("digital-infrastructure", Text("Infraestructura digital y telecomunicaciones", "Digital infrastructure")),
    ("ict-services", Text("Servicios TIC administrados", "ICT service management")),
    ("public-administration", Text("Administración pública", "Public administration")),
    ("space", Text("Espacio", "Space")),
    ("courier", Text("Correos y mensajería", "Postal and courier")),
    ("waste-management", Text("Residuos", "Waste management")),
    ("chemical", Text("Química", "Chemicals")),
    ("food", Text("Alimentos", "Food")),
    ("manufacturing", Text("Manufactura", "Manufacturing")),
    ("digital-providers", Text("Proveedores digitales", "Digital providers")),
    ("research", Text("Investigación", "Research")),
    ("defence", Text("Defensa e inteligencia", "Defence and intelligence")),
    ("public-security", Text("Seguridad pública", "Public security")),
    ("justice", Text("Justicia", "Justice")),
    ("legislature", Text("Poder legislativo", "Legislature")),
    ("oversight", Text("Fiscalización y control", "Audit and oversight")),
    ("elections", Text("Elecciones y partidos", "Elections and parties")),
    ("education", Text("Educación", "Education")),
    ("media", Text("Medios de comunicación", "Media")),
    ("civil-society", Text("Sociedad civil", "Civil society")),
    ("mining", Text("Minería", "Mining")),
    ("retail", Text("Comercio y turismo", "Retail and tourism")),
    ("international", Text("Socios internacionales", "International and foreign partners")),
    ("other", Text("Otro privado", "Other private")),
)

KINDS = (
    ("ministry", Text("Secretaría o dependencia", "Ministry")),
    ("agency", Text("Agencia con rango de secretaría", "Agency of ministerial rank")),
    ("deconcentrated-body", Text("Órgano administrativo desconcentrado", "Deconcentrated body")),
    ("entity", Text("Entidad paraestatal", "State entity")),
    ("public-company", Text("Empresa pública del Estado", "State-owned company")),
    ("autonomous-body", Text("Órgano constitucional autónomo", "Autonomous constitutional body")),
    ("legislative", Text("Congreso federal o local", "Federal or state congress")),
    ("judicial", Text("Poder judicial federal o local", "Federal or state judiciary")),
    ("party", Text("Partido político", "Political party")),
    ("state-government", Text("Gobierno de entidad federativa", "State government")),
    ("municipality", Text("Municipio o demarcación territorial", "Municipality")),
    ("police", Text("Institución de seguridad pública", "Public security institution")),
    ("armed-force", Text("Fuerza armada", "Armed force")),
    ("intelligence", Text("Inteligencia", "Intelligence service")),
    ("supervisor", Text("Supervisor o regulador", "Supervisor or regulator")),
    ("csirt", Text("CSIRT o CERT", "CSIRT or CERT")),
    ("soc", Text("Centro de operaciones de seguridad", "Security operations centre")),
    ("isac", Text("Centro sectorial de intercambio", "Sector information-sharing centre")),
    ("company", Text("Empresa privada", "Private company")),
    ("sme", Text("Micro, pequeña o mediana empresa", "Micro, small or medium-sized company")),
    ("operator", Text("Operador de servicio esencial", "Operator of an essential service")),
    ("telecom-operator", Text("Concesionario o autorizado de telecomunicaciones", "Telecommunications operator")),
    ("bank", Text("Banco", "Bank")),
    ("financial-entity", Text("Entidad financiera", "Financial entity")),
    ("supplier", Text("Proveedor de TIC", "ICT supplier")),
    ("hospital", Text("Hospital", "Hospital")),
    ("university", Text("Universidad", "University")),
    ("school", Text("Escuela", "School")),
    ("research-centre", Text("Centro de investigación", "Research centre")),
    ("civil-society", Text("Organización civil", "Civil-society organisation")),
    ("media", Text("Medio de comunicación", "Media outlet")),
    ("foreign-team", Text("Equipo extranjero", "Foreign team")),
    ("international", Text("Organismo internacional", "International organisation")),
    ("individual", Text("Persona (investigador, ciudadano)", "Person (researcher, citizen)")),
)

ORGANISATIONS = Shape(
    "organisations",
    Text("Organizaciones", "Organisations"),
    (
        Column("slug", Text("Clave", "Identifier"), searched=True),
        Column("name", Text("Nombre", "Name"), searched=True),
        Column("kind", Text("Tipo", "Kind"), "choice", KINDS),
        Column("sector", Text("Sector", "Sector"), "choice", SECTORS, searched=True),
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
        Column("acknowledged_on", Text("Última respuesta", "Last answer"), "day"),
        Column("bounced_on", Text("Último correo devuelto", "Last bounce"), "day"),
        Column("tested_on", Text("Última prueba", "Last test"), "day"),
        Column("verified_until", Text("Verificado hasta", "Verified until"), "day"),
        Column("returned", Text("Devueltos por ahora", "Returned for now"), "number", shown=False),
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
        Column("exposed", Text("Expuesto a internet", "Reachable from the internet"), "choice", EXPOSED, shown=False),
        Column("supplier", Text("Proveedor", "Supplier"), searched=True, shown=False),
        Column("cpe", Text("CPE 2.3", "CPE 2.3"), searched=True, shown=False),
    ),
    identity="value",
    sort="organisation,kind,value",
)

_PRODUCT = (
    Column("vendor", Text("Fabricante", "Vendor")),
    Column("product", Text("Producto", "Product")),
    Column("version", Text("Versión", "Version")),
)
ASSETS_IN_FILES = replace(ASSETS, columns=(*ASSETS.columns, *_PRODUCT))

ASSET_FILE = Shape(
    "asset-file",
    Text("Archivo de activos", "Asset file"),
    (
        Column("organisation", Text("Organización", "Organisation")),
        Column("name", Text("Nombre", "Name")),
        Column("kind", Text("Tipo", "Kind"), "choice", ASSET_KINDS),
        Column("value", Text("Valor", "Value")),
        Column("contact", Text("Contacto", "Contact")),
        Column("language", Text("Idioma", "Language"), "choice", READS),
        Column("valid_from", Text("Desde", "From"), "day"),
        Column("valid_until", Text("Hasta", "Until"), "day"),
        Column("except_below", Text("Excepto", "Except")),
        Column("criticality", Text("Criticidad", "Criticality"), "choice", (*CRITICALITIES, ("", Text("no dicha", "not stated")))),
        Column("exposed", Text("Expuesto a internet", "Reachable from the internet"), "choice", EXPOSED),
        Column("supplier", Text("Proveedor", "Supplier")),
        Column("cpe", Text("CPE 2.3", "CPE 2.3")),
        *_PRODUCT,
    ),
    identity="value",
)
