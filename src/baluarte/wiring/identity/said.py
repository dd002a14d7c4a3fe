"""Words that forms say, in the language of the page on which they are read."""

from django.utils.functional import lazy
from django.utils.translation import get_language

from baluarte.core.ground.text import Language, Text


def tongue() -> Language:
    """Return the language in which this request is answered."""
    return "en" if (get_language() or "").startswith("en") else "es"


def both(es: str, en: str) -> str:
    """Return a text that becomes one of its languages when it is read."""
    said: str = lazy(lambda: Text(es, en).in_(tongue()), str)()
    return said


WRONG = both(
    "El nombre o la contraseña no es correcto. No decimos cuál.",
    "The name or the password is not right. We do not say which.",
)
NOT_THIS_CODE = both("Este código no es correcto, o ya se usó.", "This code is not right, or it was already used.")
LATER = both("Demasiados intentos. Espere un poco e inténtelo de nuevo.", "Too many attempts. Wait a little and try again.")
PASSWORDS = {
    "short": both(
        "Una contraseña tiene al menos 12 caracteres. Una frase de cuatro palabras se recuerda bien.",
        "A password has at least 12 letters. A sentence of four words is easy to keep in mind.",
    ),
    "long": both("Una contraseña tiene a lo más 256 caracteres.", "A password has at most 256 letters."),
    "common": both(
        "Quienes adivinan conocen esta contraseña: está en listas de comunes y filtradas, o sigue un patrón.",
        "This password is known to those who guess: it is on lists of common and leaked ones, or follows a pattern.",
    ),
    "name": both("Esta contraseña está hecha del nombre que protege.", "This password is made of the name it guards."),
}
