"""The standing sentences of a paper, in both languages."""

from baluarte.core.ground.text import Text

OFFICIAL = Text("Oficio", "Official letter")
CERTIFICATE = Text("Constancia de atención", "Closure certificate")
NUMBER = Text("Oficio núm. {number}", "Letter no. {number}")
CERTIFICATE_NUMBER = Text("Constancia núm. {number}", "Certificate no. {number}")
TO = Text("A la persona titular de", "To the head of")
FOOT = Text("Folio {folio} · Clave {code}", "Reference {folio} · Code {code}")
PAGE = Text("Página {0} de {1}", "Page {0} of {1}")
QR = Text("Código QR que lleva a {link}", "QR code that leads to {link}")
VERIFY = Text(
    "¿Es auténtico? Escriba usted mismo {domain}/verify y teclee el folio {folio} y la clave {code}, o suba ahí este archivo.",
    "Is it authentic? Type {domain}/verify yourself and enter the reference {folio} and the code {code}, or drop this file there.",
)
NO_SERVER = Text("Compruébelo con quien se lo entrega.", "Check it with whoever hands it to you.")
DUTY = Text(
    "Guardia, 24 horas: {phone}. Nunca pedimos contraseñas ni pagos.",
    "Duty desk, 24 hours: {phone}. We never ask for passwords or payments.",
)

STAMP = Text("Sello de recibido", "Stamp of receipt")
STAMP_LINES = (Text("Fecha y hora:", "Day and hour:"), Text("Nombre:", "Name:"), Text("Firma:", "Signature:"))
SIGNED = Text("Nombre, cargo y firma. {team}", "Name, position and signature. {team}")
BY_PAPER = Text(
    "Se lo comunicamos por escrito porque no tenemos un correo vigente de su organización.",
    "We tell you in writing because we have no usable mail address of your organisation.",
)
ALL_HERE = Text("Los {total} renglones están en esta tabla.", "All {total} rows are in this table.")
SOME_HERE = Text(
    "Se imprimen {shown} de {total} renglones; pida los demás con el folio.",
    "{shown} of {total} rows are printed; ask for the others by the reference.",
)
BY_MAIL = Text(
    "Escriba a {mail} el folio y una palabra: ARREGLADO · EN ELLO · NO ES MÍO · FALSO · CONTACTO EQUIVOCADO (y explique).",
    "Write to {mail} with the reference and one word: FIXED · WORKING · NOT MINE · FALSE · WRONG CONTACT (and explain).",
)
REGISTER = Text(
    "Registre un contacto de seguridad, y la próxima vez le avisamos por correo.",
    "Register a security contact, and next time we tell you by mail.",
)

# Certificate
HEREBY = Text(
    "{team} hace constar que lo siguiente, de lo que avisó a {name}, dejó de observarse y quedó cerrado por observación el {day}.",
    "{team} certifies that the following, of which it told {name}, is no longer seen and was closed by observation on {day}.",
)
CLOSED_HERE = Text("Lo que se cerró", "What was closed")
HOW = Text("Cómo se sabe", "How it is known")
HOW_SAID = Text(
    "Las mismas fuentes que lo vieron volvieron a revisar durante el tiempo de calma y ya no lo encontraron. Nadie lo cerró a mano.",
    "The same sources that saw it looked again throughout the quiet time and no longer found it. Nobody closed it by hand.",
)
LIMIT = Text("Lo que no dice", "What it does not say")
LIMIT_SAID = Text(
    "Dice lo que se observó hasta esa fecha; no asegura que no haya otros problemas, ni que éste no pueda reaparecer.",
    "It says what was seen until that day; it does not promise that there is nothing else, nor that this cannot come back.",
)
COLUMNS = (
    Text("folio", "reference"),
    Text("equipo", "host"),
    Text("hallazgo", "finding"),
    Text("visto por primera vez", "first seen"),
    Text("visto por última vez", "last seen"),
    Text("cerrado", "closed"),
)
