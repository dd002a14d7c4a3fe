"""The standing sentences of a letter, in both languages. What a finding means stands beside its kind."""

from baluarte.core.ground.text import Text

TITLES = (
    Text("Qué pasa", "What"),
    Text("Qué hacer hoy", "Do this today"),
    Text("Antes de", "Before"),
    Text("Dónde", "Where"),
    Text("Qué tan seguro", "How sure"),
    Text("Su respuesta", "Your answer"),
    Text("¿Es real?", "Is it real?"),
    Text("Por qué a usted", "Why you"),
    Text("Qué cambió", "What changed"),
)
FOLIO = Text("Folio {folio}", "Reference {folio}")
CODE = Text("Clave {code}", "Code {code}")
ENGLISH_BELOW = "(English below)"
ENGLISH_RULE = "----- ENGLISH -----"
SYNTHETIC = Text(
    "DEMOSTRACIÓN: todos los datos de este mensaje son inventados.",
    "DEMONSTRATION: all data in this message are invented.",
)

# Subject
SEVERITY = {
    "critical": Text("CRÍTICA", "CRITICAL"),
    "high": Text("ALTA", "HIGH"),
    "medium": Text("MEDIA", "MEDIUM"),
    "low": Text("BAJA", "LOW"),
    "info": Text("INFORMATIVA", "INFO"),
}
DUE = Text("(vence {day})", "(due {day})")
AND_OTHERS = Text("{name} y otros", "{name} and others")
MESSAGE_FOR_YOU = Text("hay un mensaje para usted", "there is a message for you")
NOUNS = {
    "host": (Text("{count} equipo", "{count} host"), Text("{count} equipos", "{count} hosts")),
    "account": (Text("{count} cuenta", "{count} account"), Text("{count} cuentas", "{count} accounts")),
    "site": (Text("{count} sitio", "{count} site"), Text("{count} sitios", "{count} sites")),
    "address": (Text("{count} dirección", "{count} address"), Text("{count} direcciones", "{count} addresses")),
    "product": (Text("{count} producto", "{count} product"), Text("{count} productos", "{count} products")),
    "organisation": (Text("{count} mención", "{count} mention"), Text("{count} menciones", "{count} mentions")),
    "finding": (Text("{count} hallazgo", "{count} finding"), Text("{count} hallazgos", "{count} findings")),
}

# 1 and 2
EXPLOITED = (
    Text(
        "Al menos un hallazgo corresponde a una falla que ya se usa en ataques.", "At least one finding is a flaw already used in attacks."
    ),
    Text("{count} hallazgos corresponden a fallas que ya se usan en ataques.", "{count} findings are flaws already used in attacks."),
)
FORWARD = Text(
    "Si otra empresa administra lo señalado, reenvíele este mensaje.",
    "If another company runs what is listed here, forward this message to them.",
)
SEALED = (
    Text(
        "Hay {count} hallazgo sobre activos de su organización. Su etiqueta no permite enviar el detalle por correo.",
        "There is {count} finding about assets of your organisation. Its label does not let the detail go by mail.",
    ),
    Text(
        "Hay {count} hallazgos sobre activos de su organización. Su etiqueta no permite enviar el detalle por correo.",
        "There are {count} findings about assets of your organisation. Their label does not let the detail go by mail.",
    ),
)
RED = Text("Hay un mensaje para usted que no puede enviarse por correo.", "There is a message for you that may not be sent by mail.")
ASK_BY_LINK = Text("Pídalo con su folio a la guardia, o véalo en {link}", "Ask the duty desk for it by its reference, or see {link}")
ASK = Text("Pídalo con su folio a quien le envió este mensaje.", "Ask whoever sent you this message for it, by its reference.")

# 3
NO_DUE = Text("Sin fecha fijada; le pedimos atenderlo cuanto antes.", "No date is set; please attend to it as soon as you can.")
PASSED = Text("El plazo venció el {day}.", "The date passed on {day}.")
BASIS = {
    "exploited": Text(
        "Plazo corto, porque la falla ya se usa en ataques.",
        "The time is short because the flaw is already used in attacks.",
    ),
    "priority": Text(
        "Plazo que recomendamos según la prioridad; no es un plazo legal.",
        "We recommend this date by priority; it is not a legal time limit.",
    ),
}

# 4
COLUMNS = (
    Text("equipo", "host"),
    Text("puerto", "port"),
    Text("hallazgo", "finding"),
    Text("visto por primera vez", "first seen"),
    Text("visto por última vez", "last seen"),
)
ALL_ROWS = Text("El archivo adjunto tiene los mismos renglones con más datos.", "The attached file holds the same rows with more data.")
SOME_ROWS = Text(
    "Se muestran {shown} de {total} renglones; todos están en el archivo adjunto.",
    "{shown} of {total} rows are shown; all are in the attached file.",
)
TOO_LARGE = Text(
    "Se muestran {shown} de {total} renglones; la lista completa es demasiado grande para el correo: pídala con su folio.",
    "{shown} of {total} rows are shown; the whole list is too large for mail: ask for it by its reference.",
)

# 5
RELIABILITY = {
    "A": Text("Fuente A, del todo confiable.", "Source A, completely reliable."),
    "B": Text("Fuente B, casi siempre confiable.", "Source B, usually reliable."),
    "C": Text("Fuente C, bastante confiable.", "Source C, fairly reliable."),
    "D": Text("Fuente D, pocas veces confiable.", "Source D, not usually reliable."),
    "E": Text("Fuente E, no confiable.", "Source E, unreliable."),
    "F": Text("Fuente F: no se puede juzgar.", "Source F: cannot be judged."),
}
CREDIBILITY = {
    "1": Text("Dato 1, confirmado por otras fuentes.", "Information 1, confirmed by other sources."),
    "2": Text("Dato 2, probable.", "Information 2, probably true."),
    "3": Text("Dato 3, posible.", "Information 3, possibly true."),
    "4": Text("Dato 4, dudoso.", "Information 4, doubtful."),
    "5": Text("Dato 5, improbable.", "Information 5, improbable."),
    "6": Text("Dato 6: no se puede juzgar.", "Information 6: cannot be judged."),
}
SEEN = {
    "scan": Text("Visto desde internet.", "Seen from the internet."),
    "traffic": Text("Visto por sensores que reciben el tráfico.", "Seen by sensors that receive the traffic."),
    "published": Text("Publicado o recopilado por terceros.", "Published or collected by third parties."),
    "inventory": Text("Deducido de su inventario declarado.", "Derived from your declared inventory."),
    "stated": Text("Informado por la fuente.", "Stated by the source."),
}
REPORTS = Text("Origen: {reports}.", "Origin: {reports}.")

# 6 to 9
ONE_WORD = Text(
    "Responda con una palabra: ARREGLADO · EN ELLO · NO ES MÍO · FALSO · CONTACTO EQUIVOCADO (y explique).",
    "Reply with one word: FIXED · WORKING · NOT MINE · FALSE · WRONG CONTACT (and explain).",
)
OR_USE = Text("O use: {link}", "Or use: {link}")
TYPE_IT = Text(
    "Escriba usted mismo {domain}/verify, y teclee el folio y la clave.",
    "Type {domain}/verify yourself, and enter the reference and the code.",
)
NO_PAGE = Text(
    "Este mensaje se preparó sin servidor: ninguna página lo confirma. Compruébelo con quien se lo envía, en un teléfono que usted ya tenga.",
    "This message was made without a server: no page confirms it. Check it with its sender, on a telephone number that you already have.",
)
NEVER = Text("Nunca pedimos contraseñas ni pagos.", "We never ask for passwords or payments.")
DUTY = Text("Guardia, 24 horas: {phone}.", "Duty desk, 24 hours: {phone}.")
REGISTERED = Text(
    "Contacto de {role} de {name}, registrado el {day}. Para cambiarlo, responda a este mensaje.",
    "Contact of {name} for {role}, registered on {day}. To change it, reply to this message.",
)
LISTED = Text(
    "Contacto de {role} de {name}. Para cambiarlo, responda a este mensaje.",
    "Contact of {name} for {role}. To change it, reply to this message.",
)
NO_CONTACT = Text(
    "Lo señalado figura como activo de {name}, de la que no tenemos un contacto vigente.",
    "What is listed here is registered as an asset of {name}, for which we have no usable contact.",
)
ROLES = {
    "security": Text("seguridad", "security"),
    "duty": Text("guardia", "duty"),
    "technical": Text("asuntos técnicos", "technical matters"),
    "abuse": Text("abuso", "abuse"),
    "management": Text("dirección", "management"),
    "fallback": Text("respaldo", "fallback"),
}
NEWS = {
    "new": (Text("{count} hallazgo nuevo.", "{count} new finding."), Text("{count} hallazgos nuevos.", "{count} new findings.")),
    "worse": (Text("{count} empeoró.", "{count} became worse."), Text("{count} empeoraron.", "{count} became worse.")),
    "came-back": (Text("{count} reapareció.", "{count} came back."), Text("{count} reaparecieron.", "{count} came back.")),
    "due": (
        Text("{count} con fecha límite próxima o vencida.", "{count} with its date near or passed."),
        Text("{count} con fecha límite próxima o vencida.", "{count} with their date near or passed."),
    ),
}
FIXED = (
    Text("{count} corregido desde la notificación anterior.", "{count} fixed since the last notice."),
    Text("{count} corregidos desde la notificación anterior.", "{count} fixed since the last notice."),
)
CAMPAIGN = Text(
    "Este aviso es parte de una campaña: lo reciben todas las organizaciones afectadas.",
    "This notice is part of a campaign: every organisation that is affected receives it.",
)
FIXED_NOW = (
    Text("{count} cerrado por observación.", "{count} closed by observation."),
    Text("{count} cerrados por observación.", "{count} closed by observation."),
)
NO_CHANGE = Text("Sin cambios que contar.", "No changes to tell.")
