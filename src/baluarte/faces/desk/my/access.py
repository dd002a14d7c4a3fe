"""Who looked at the organisation's data, in words: the codes of offices, purposes and acts as people say them."""

from dataclasses import replace

from baluarte.core.ground.text import Text
from baluarte.core.rights.access.lists import OWN_ACCESS

_OFFICES = (
    ("duty-desk", Text("Mesa de guardia", "Duty desk")),
    ("analysis", Text("Análisis", "Analysis")),
    ("coordination", Text("Coordinación", "Coordination")),
    ("direction", Text("Dirección", "Direction")),
    ("rights-office", Text("Oficina de derechos", "Office of rights")),
    ("policy", Text("Estrategia", "Strategy")),
    ("audit", Text("Auditoría", "Audit")),
    ("operation", Text("Operación del sistema", "Operation of the system")),
    ("system", Text("El sistema", "The system")),
)
_PURPOSES = (
    ("warn", Text("Avisar de exposiciones", "Warn of exposures")),
    ("coordinate", Text("Coordinar una respuesta", "Coordinate a response")),
    ("verify-claim", Text("Comprobar una titularidad", "Verify a claim")),
    ("answer-person", Text("Contestar a una persona", "Answer a person")),
    ("own-security", Text("Cuidar el propio sistema", "Keep the system safe")),
    ("legal-duty", Text("Cumplir una obligación legal", "Fulfil a legal duty")),
)
_GROUNDS = (
    ("service", Text("El servicio de alerta", "The warning service")),
    ("claim", Text("Una solicitud abierta", "An open claim")),
    ("own-data", Text("Son sus propios datos", "They are the person's own data")),
    ("operation", Text("La operación", "The operation")),
)
_ACTS = (
    ("list_contacts", Text("Lista de contactos", "List of contacts")),
    ("show_organisation", Text("Ficha de la organización", "Page of the organisation")),
    ("contact_keys", Text("Llaves de los contactos", "Keys of the contacts")),
    ("export_register", Text("Descarga del registro", "Download of the register")),
    ("preview_notice", Text("Vista previa de una notificación", "Preview of a notice")),
    ("list_notices", Text("Lista de notificaciones", "List of notices")),
    ("show_notice", Text("Una notificación", "One notice")),
    ("list_replies", Text("Lista de respuestas", "List of replies")),
    ("show_reply", Text("Una respuesta", "One reply")),
)
_WORDS = {"office": _OFFICES, "purpose": _PURPOSES, "basis": _GROUNDS, "action": _ACTS}

# The same list; a code that has no words here stands as it is.
SPOKEN = replace(
    OWN_ACCESS,
    columns=tuple(
        replace(one, kind="choice", choices=_WORDS[one.name]) if one.name in _WORDS else one
        for one in OWN_ACCESS.columns
        if one.name != "organisation"
    ),
)
