"""The token of an organisation: 160 random bits in base32, one for all its domains and methods.

It is no secret. It proves control only where it is placed, so anybody may read it there.
"""

import base64
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from baluarte.core.ground.text import Text

TOKEN_BITS = 160
OLD_HOLDS = timedelta(days=30)  # a token that was replaced is still accepted so long
LABEL = "_baluarte-verify"
KEY = "baluarte-verify"
FILE = "/.well-known/baluarte-verify.txt"
_TOKEN = re.compile(r"[a-z2-7]{32}", re.ASCII)
_LETTER = Text(
    "Para: quien administra el DNS de {domain}\n\n"
    "Para confirmar que {domain} es de {organisation}, agregue por favor este registro a la zona:\n\n"
    "  Nombre: {name}\n  Tipo:   TXT\n  Valor:  {value}\n\n"
    "En el archivo de la zona es esta línea:\n\n  {line}\n\n"
    "No es un secreto y no cambia nada más. Déjelo puesto: se consulta de nuevo cada siete días.",
    "To: whoever runs the DNS of {domain}\n\n"
    "To confirm that {domain} belongs to {organisation}, please add this record to the zone:\n\n"
    "  Name:  {name}\n  Type:  TXT\n  Value: {value}\n\n"
    "In the zone file it is this line:\n\n  {line}\n\n"
    "It is no secret and changes nothing else. Leave it in place: it is asked for again every seven days.",
)


@dataclass(frozen=True)
class ProofToken:
    """A token of one organisation, and until when the one before it holds."""

    organisation: str
    token: str
    made_at: datetime
    older: tuple[tuple[str, datetime], ...] = ()  # (token, until when it is accepted)

    def to_dict(self) -> dict[str, object]:
        """Return plain values."""
        older = [{"token": token, "until": until.isoformat()} for token, until in self.older]
        return {"organisation": self.organisation, "token": self.token, "made_at": self.made_at.isoformat(), "older": older}


@dataclass(frozen=True)
class Placing:
    """What has to be placed where for one domain or host, ready to be copied."""

    record: str  # name of the DNS record
    value: str
    line: str  # of a zone file
    address: str  # of the web file
    body: str
    letter: Text  # to whoever runs the DNS


def write_token(bits: int) -> str:
    """Return the 32 letters of a token.

    >>> write_token(0), len(write_token(2**160 - 1))
    ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 32)
    """
    return base64.b32encode(bits.to_bytes(TOKEN_BITS // 8, "big")).decode().lower()


def read_token(text: str) -> str:
    """Return the token in the text of a record or a file, or an empty text.

    Blanks around it, letters in upper case, and a token without its key are what people write.

    >>> read_token(" baluarte-verify=" + "A" * 32), read_token("b" * 32), read_token("v=spf1 -all")
    ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '')
    """
    plain = text.strip().strip('"').strip().lower().removeprefix(f"{KEY}=").strip()
    return plain if _TOKEN.fullmatch(plain) else ""


def placing(name: str, token: str, organisation: str) -> Placing:
    """Return what a name needs.

    >>> placing("instituto.example", "a" * 32, "Instituto").line
    '_baluarte-verify.instituto.example. 3600 IN TXT "baluarte-verify=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"'
    """
    record, value = f"{LABEL}.{name}", f"{KEY}={token}"
    line = f'{record}. 3600 IN TXT "{value}"'
    said = {"domain": name, "organisation": organisation, "name": record, "value": value, "line": line}
    letter = Text(_LETTER.es.format(**said), _LETTER.en.format(**said))
    return Placing(record, value, line, f"https://{name}{FILE}", f"{value}\n", letter)
