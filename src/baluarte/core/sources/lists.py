"""The lists of this room: the sources with their health, and their rounds."""

from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text
from baluarte.core.sources.health import WORDS

KIND_WORDS = (
    ("shadowserver-api", Text("API de Shadowserver", "Shadowserver API")),
    ("folder", Text("carpeta vigilada", "watched folder")),
    ("mailbox", Text("buzón de correo", "mailbox")),
    ("http", Text("dirección web", "web address")),
    ("upload", Text("carga a mano", "brought by hand")),
)
STATE_WORDS = (
    ("active", Text("activa", "active")),
    ("stopped", Text("detenida", "stopped")),
    ("ended", Text("retirada", "ended")),
)
HEALTH_WORDS = (
    ("complete", Text("completa", "complete")),
    ("partial", Text("parcial", "partial")),
    ("late", Text("retrasada", "late")),
    ("failed", Text("fallida", "failed")),
)
ROUND_WORDS = (
    ("running", Text("en curso", "running")),
    ("done", Text("trajo entregas", "brought deliveries")),
    ("nothing", Text("sin novedades", "nothing new")),
    ("partial", Text("parcial", "partial")),
    ("failed", Text("fallida", "failed")),
)

SOURCES = Shape(
    "sources",
    Text("Fuentes", "Feeds"),
    (
        Column("name", Text("Fuente", "Feed"), searched=True),
        Column("health", Text("Salud", "Health"), "choice", HEALTH_WORDS),
        Column("because", Text("Motivo", "Because"), "choice", tuple((code, words) for code, words in WORDS.items() if code)),
        Column("kind", Text("Llega por", "Arrives by"), "choice", KIND_WORDS),
        Column("feed", Text("Formato", "Format"), searched=True),
        Column("schedule", Text("Horario", "Schedule"), shown=False),
        Column("expected_hours", Text("Se espera cada (h)", "Expected every (h)"), "number", shown=False),
        Column("state", Text("Estado", "State"), "choice", STATE_WORDS),
        Column("last_complete", Text("Última completa", "Last complete"), "moment"),
        Column("last_round", Text("Última visita", "Last visit"), "moment"),
        Column("round", Text("Resultado", "Result"), "choice", ROUND_WORDS),
        Column("next_round", Text("Próxima visita", "Next visit"), "moment"),
    ),
    identity="name",
    main_time="last_round",
    sort="name",
)

ROUNDS = Shape(
    "rounds",
    Text("Visitas a una fuente", "Visits to a feed"),
    (
        Column("id", Text("Núm.", "No."), "number", shown=False),
        Column("source", Text("Fuente", "Feed"), searched=True),
        Column("started_at", Text("Empezó", "Began"), "moment"),
        Column("ended_at", Text("Terminó", "Ended"), "moment"),
        Column("state", Text("Resultado", "Result"), "choice", ROUND_WORDS),
        Column("by_hand", Text("A mano", "By hand"), "flag"),
        Column("new", Text("Entregas", "Deliveries"), "number"),
        Column("stumbled", Text("No se pudieron traer", "Could not be had"), "number"),
        Column("bytes", Text("Bytes", "Bytes"), "number", shown=False),
        Column("code", Text("Motivo", "Reason"), searched=True),
        Column("words", Text("Detalle", "Details"), shown=False),
    ),
    identity="id",
    main_time="started_at",
    sort="-started_at",
)
