"""The lists of this room: what came back, whom nobody reaches, and which assets are disputed."""

from baluarte.core.constituency.lists import CRITICALITIES, SECTORS
from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text
from baluarte.core.replies.said import WORDS
from baluarte.core.warning.lists import SEVERITY_WORDS

VIA_WORDS = (
    ("link", Text("por enlace", "by link")),
    ("mail", Text("por correo", "by mail")),
    ("desk", Text("en la mesa", "at the desk")),
    ("api", Text("por la API", "by the API")),
    ("command", Text("por comando", "by command")),
)
KIND_WORDS = (
    ("answer", Text("respuesta", "answer")),
    ("bounce", Text("correo devuelto", "bounce")),
    ("other", Text("otro correo", "other mail")),
)
STATE_WORDS = (
    ("waiting", Text("espera a una persona", "waits for a person")),
    ("acted", Text("aplicada", "acted on")),
    ("settled", Text("resuelta", "settled")),
    ("counted", Text("sólo contada", "only counted")),
)
REASON_WORDS = (
    ("", Text("–", "–")),
    ("false-proposed", Text("propone un falso positivo: decidir", "proposes a false positive: decide")),
    ("dispute", Text("dice que no es suyo: decidir", "says it is not theirs: decide")),
    ("wrong-contact", Text("contacto equivocado: buscar otro", "wrong contact: find another")),
    ("no-word", Text("no dice una sola palabra conocida", "says no single known word")),
    ("why-missing", Text("falta la razón", "the reason is missing")),
    ("until", Text("la fecha de término no sirve", "the end date does not fit")),
    ("instead", Text("el otro contacto no es una dirección", "the other contact is no address")),
    ("unsigned", Text("su dominio no la firmó", "not signed by its domain")),
    ("signature-wrong", Text("su firma OpenPGP no corresponde", "its OpenPGP signature does not fit")),
    ("key-expired", Text("la llave OpenPGP de su firma venció", "the OpenPGP key of its signature has expired")),
    ("key-revoked", Text("la llave OpenPGP de su firma fue revocada", "the OpenPGP key of its signature was revoked")),
    ("key-unreadable", Text("la llave OpenPGP registrada no se puede leer", "the registered OpenPGP key cannot be read")),
    ("not-a-contact", Text("no viene de un contacto vigente", "not from a contact in use")),
    ("no-token", Text("no llegó a la dirección de respuesta", "did not come to the address for replies")),
    ("wrong-token", Text("la clave de la dirección no corresponde", "the token of the address does not fit")),
    ("too-late", Text("llegó después de su plazo", "came after its time")),
    ("doubled-header", Text("tiene dos veces el mismo encabezado", "has the same header twice")),
    ("too-deep", Text("tiene demasiadas partes anidadas", "has too many parts within parts")),
    ("too-large", Text("es demasiado grande", "is too large")),
    ("head-too-long", Text("sus encabezados son demasiado largos", "its headers are too long")),
    ("unreadable", Text("no se puede leer", "cannot be read")),
    ("empty", Text("está vacía", "is empty")),
    ("no-text", Text("no tiene texto que se pueda leer", "has no text that can be read")),
    ("encrypted", Text("está cifrada", "is encrypted")),
    ("automatic", Text("la escribió un programa", "written by a program")),
    ("loop", Text("es un mensaje nuestro que volvió", "is a message of ours that came back")),
    ("bounce-for-good", Text("devuelto para siempre", "came back for good")),
    ("bounce-for-now", Text("devuelto por ahora", "came back for now")),
    ("bounce-delayed", Text("todavía en camino", "still on its way")),
    ("bounce-known", Text("devuelto otra vez", "came back once more")),
    ("bounce-unproved", Text("nombra un mensaje nuestro sin demostrarlo", "names a message of ours without proving it")),
    ("bounce-unknown", Text("de un mensaje que no existe", "of a message that never was")),
)

REPLIES = Shape(
    "replies",
    Text("Respuestas", "Replies"),
    (
        Column("id", Text("Número", "Number"), "number"),
        Column("at", Text("Llegó", "Came"), "moment"),
        Column("state", Text("Estado", "State"), "choice", STATE_WORDS),
        Column("reason", Text("Motivo", "Reason"), "choice", REASON_WORDS),
        Column("word", Text("Respuesta", "Answer"), "choice", (*WORDS, ("", Text("ninguna", "none")))),
        Column("folio", Text("Folio", "Reference"), searched=True),
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("sender", Text("De", "From"), searched=True),
        Column("subject", Text("Asunto", "Subject"), searched=True),
        Column("via", Text("Vía", "Way"), "choice", VIA_WORDS, shown=False),
        Column("kind", Text("Clase", "Kind"), "choice", KIND_WORDS, shown=False),
        Column("settled_by", Text("Resuelta por", "Settled by"), searched=True, shown=False),
        Column("settled_at", Text("Resuelta el", "Settled at"), "moment", shown=False),
    ),
    identity="id",
    main_time="at",
    sort="-at",
)

UNREACHABLE = Shape(
    "unreachable",
    Text("Sin contacto", "Unreachable"),
    (
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("name", Text("Nombre", "Name"), searched=True),
        Column("sector", Text("Sector", "Sector"), "choice", SECTORS),
        Column("criticality", Text("Criticidad", "Criticality"), "choice", CRITICALITIES),
        Column("held", Text("Notificaciones retenidas", "Notices held"), "number"),
        Column("findings", Text("Hallazgos abiertos", "Open findings"), "number"),
        Column("lost", Text("Contactos perdidos", "Contacts lost"), "number"),
        Column("last_bounce", Text("Último correo devuelto", "Last bounce"), "day"),
    ),
    identity="organisation",
    sort="criticality,-findings",
)

DISPUTES = Shape(
    "disputes",
    Text("Disputas", "Disputes"),
    (
        Column("folio", Text("Hallazgo", "Finding"), searched=True),
        Column("organisation", Text("Organización", "Organisation"), searched=True),
        Column("asset", Text("Activo", "Asset"), searched=True),
        Column("point", Text("Dónde", "Where"), searched=True),
        Column("severity", Text("Gravedad", "Severity"), "choice", SEVERITY_WORDS),
        Column("since", Text("Desde", "Since"), "moment"),
        Column("who", Text("Quién lo dice", "Who says so"), searched=True),
        Column("why", Text("Por qué", "Why"), searched=True),
        Column("via", Text("Vía", "Way"), "choice", (*VIA_WORDS, ("", Text("–", "–"))), shown=False),
    ),
    identity="folio",
    main_time="since",
    sort="since",
)
