"""The lists of this room: flaws that are used in attacks, and what organisations say they run."""

from baluarte.core.constituency.lists import CRITICALITIES, EXPOSED
from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text

SOURCES = (
    ("kev", Text("catálogo KEV de CISA", "CISA KEV catalogue")),
    ("national", Text("equipo nacional", "national team")),
)

SEVERITIES = (
    ("critical", Text("crítica", "critical")),
    ("high", Text("alta", "high")),
    ("medium", Text("media", "medium")),
    ("low", Text("baja", "low")),
    ("info", Text("informativa", "info")),
    ("", Text("sin registro", "no record")),
)

EXPLOITED = Shape(
    "exploited",
    Text("Fallas que se explotan", "Exploited flaws"),
    (
        Column("cve", Text("CVE", "CVE"), searched=True),
        Column("vendor", Text("Fabricante", "Vendor"), searched=True),
        Column("product", Text("Producto", "Product"), searched=True),
        Column("name", Text("Nombre", "Name"), searched=True),
        Column("added", Text("Agregada", "Added"), "day"),
        Column("due", Text("Vence", "Due"), "day"),
        Column("ransomware", Text("Ransomware", "Ransomware"), "flag"),
        Column("severity", Text("Gravedad (CVSS)", "Severity (CVSS)"), "choice", SEVERITIES),
        Column("percentile", Text("Percentil EPSS", "EPSS percentile"), "number"),
        Column("affected", Text("Organizaciones con hallazgo vivo", "Organisations with a living finding"), "number"),
        Column("action", Text("Acción requerida", "Required action"), searched=True, shown=False),
        Column("source", Text("Quién lo dice", "Who says so"), "choice", SOURCES, shown=False),
    ),
    identity="cve",
    main_time="added",
    sort="-added",
)

INVENTORY = Shape(
    "products",
    Text("Productos", "Products"),
    (
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("value", Text("Producto y versión", "Product and version"), searched=True),
        Column("flaws", Text("Fallas vivas", "Living flaws"), "number"),
        Column("exposed", Text("Expuesto a internet", "Reachable from the internet"), "choice", EXPOSED),
        Column("criticality", Text("Criticidad", "Criticality"), "choice", (*CRITICALITIES, ("", Text("no dicha", "not stated")))),
        Column("supplier", Text("Proveedor", "Supplier"), searched=True),
        Column("valid_from", Text("Desde", "From"), "day"),
        Column("valid_until", Text("Hasta", "Until"), "day"),
        Column("cpe", Text("CPE 2.3", "CPE 2.3"), searched=True, shown=False),
    ),
    identity="value",
    sort="organisation,value",
)
