"""Why a message did not leave, in words: the note of the outbox is a code, or a code and what the mail server said."""

import re

from baluarte.core.ground.text import Text
from baluarte.core.warning.address import HELD_WORDS

# A code of an error, then its English sentences; older notes are sentences alone and stand for themselves.
_OF_AN_ERROR = re.compile(r"([a-z]+\.[a-z-]+): (.*)", re.DOTALL)
_SERVER_SAID = re.compile(r"refused for (?:good|now): (.*?)\.(?: It answered |$)", re.DOTALL)
NOTE_WORDS = {
    **HELD_WORDS,
    "label": Text("Su etiqueta no permite enviarla por correo.", "Its label does not let it go by mail."),
    "wrong-addressee": Text(
        "El contacto ya no es el de esta notificación.", "The contact is no longer the one this notice was written to."
    ),
    "contact-not-active": Text("El contacto ya no está vigente.", "The contact is no longer active."),
    "organisation-merged": Text(
        "Su organización se fusionó con otra: la notificación se retiró.",
        "Its organisation was merged into another: the notice was recalled.",
    ),
}
_ERRORS = {
    "mail.no-server": "No se ha indicado un servidor de correo.",
    "mail.unreachable": "El servidor de correo no respondió.",
    "mail.connection-lost": "Se perdió la conexión con el servidor de correo.",
    "mail.outcome-unknown": "La conexión se cortó después de entregar el texto: no se sabe si el servidor la aceptó.",
    "mail.tls": "El correo no saldría cifrado.",
    "mail.address": "La dirección del contacto no es de correo.",
    "mail.addressee": "El mensaje no va dirigido a su contacto.",
    "mail.sender": "El servidor de correo no aceptó al remitente.",
    "mail.recipient": "El servidor de correo no aceptó al destinatario.",
    "mail.content": "El servidor de correo no aceptó el mensaje.",
    "mail.header": "Un encabezado del mensaje no se puede enviar.",
    "mail.remote-resource": "El mensaje cargaría algo de otro sitio.",
}


def error_note(code: str, sentences: str) -> str:
    """Return the note of an error: its stable code and its sentences.

    >>> error_note("mail.unreachable", "The mail server does not answer.")
    'mail.unreachable: The mail server does not answer.'
    """
    return f"{code}: {sentences}"


def note_words(note: str) -> Text:
    """Return a note in words; one that nobody foresaw stands for itself.

    >>> note_words("label").en
    'Its label does not let it go by mail.'
    >>> note_words("mail.recipient: The mail server refused for good: 550 unknown user. It answered 5xx.").es
    'El servidor de correo no aceptó al destinatario. Respondió: 550 unknown user.'
    >>> note_words("something-else").es
    'something-else'
    """
    found = _OF_AN_ERROR.fullmatch(note)
    if found is None:
        return NOTE_WORDS.get(note, Text(note, note))
    code, sentences = found.groups()
    said = _SERVER_SAID.search(sentences)
    spanish = _ERRORS.get(code, sentences)
    return Text(f"{spanish} Respondió: {said[1]}." if said and code in _ERRORS else spanish, sentences)
