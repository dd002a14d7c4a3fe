"""What the code of a row that was set aside, or of a delivery that broke off, means: one sentence in both languages."""

from baluarte.core.ground.text import Text

REJECT_WORDS = {
    "bytes.encoding": Text("No está en UTF-8.", "It is not in UTF-8."),
    "bytes.nul": Text("Contiene bytes nulos.", "It holds null bytes."),
    "csv.columns": Text("El renglón no tiene tantos valores como el encabezado.", "The row has not as many values as the header."),
    "csv.empty-row": Text("El renglón no contiene ningún valor.", "The row holds no value at all."),
    "csv.header": Text("No hay una línea de encabezado que se pueda leer.", "There is no header line that can be read."),
    "csv.header-twice": Text("Un encabezado aparece dos veces.", "A heading stands twice."),
    "csv.quote": Text("Las comillas están mal cerradas.", "The quotes are broken."),
    "csv.too-many-columns": Text("El encabezado nombra demasiadas columnas.", "The header names too many columns."),
    "feed.unknown": Text("No se conoce esa fuente.", "That feed is not known."),
    "file.compression": Text("La compresión no es una de las que se leen.", "The compression is none that is read."),
    "file.damaged": Text("El archivo está dañado.", "The file is damaged."),
    "file.empty": Text("El archivo está vacío.", "The file is empty."),
    "file.encrypted": Text("El archivo está cifrado.", "The file is encrypted."),
    "file.name-twice": Text("Dos archivos del comprimido se llaman igual.", "Two files of the archive have one name."),
    "file.nested": Text("El comprimido contiene otro comprimido.", "The archive holds another archive."),
    "file.not-this-format": Text("El archivo no tiene el formato de su fuente.", "The file is not in the format of its feed."),
    "file.odd-entry": Text("El comprimido contiene algo que no es un archivo común.", "The archive holds something that is no plain file."),
    "file.overlap": Text("Las partes del comprimido se enciman.", "Parts of the archive overlap."),
    "file.too-large": Text("El archivo es demasiado grande.", "The file is too large."),
    "file.too-many": Text("El comprimido contiene demasiados archivos.", "The archive holds too many files."),
    "file.trailing": Text("Hay algo más después del final del archivo.", "Something follows the end of the file."),
    "file.trailing-zeros": Text("Hay ceros después del final del archivo.", "Zeros follow the end of the file."),
    "file.truncated": Text("El archivo se corta antes de su final.", "The file breaks off before its end."),
    "json.depth": Text("El JSON tiene demasiados niveles.", "The JSON is nested too deep."),
    "json.key-twice": Text("Una clave aparece dos veces en el mismo objeto.", "A key stands twice in one object."),
    "json.not-an-object": Text("No es un objeto JSON.", "It is not a JSON object."),
    "json.number": Text("Un número no se puede guardar con exactitud.", "A number cannot be kept exactly."),
    "json.syntax": Text("No es JSON válido.", "It is not valid JSON."),
    "json.too-large": Text("El valor JSON es demasiado grande.", "The JSON value is too large."),
    "lines.cr-only": Text("Las líneas terminan solo con CR.", "Lines end in CR alone."),
    "lines.too-long": Text("El renglón es demasiado largo.", "The row is too long."),
    "mapping.unusable": Text("La correspondencia de columnas no se puede usar.", "The mapping of columns cannot be used."),
    "time.form": Text("No es una fecha y hora que se pueda leer.", "It is not a time that can be read."),
    "time.missing": Text("Falta la hora de la observación.", "The time of the sighting is missing."),
    "time.range": Text("La hora cae fuera del intervalo que se acepta.", "The time lies outside the range that is accepted."),
    "value.account": Text("No es una cuenta de correo.", "It is not a mail account."),
    "value.address": Text("No es una dirección IP.", "It is not an IP address."),
    "value.asn": Text("No es un número de sistema autónomo.", "It is not the number of an autonomous system."),
    "value.cve": Text("No es un identificador CVE.", "It is not a CVE identifier."),
    "value.host": Text("No es un nombre de equipo.", "It is not a host name."),
    "value.missing": Text("Falta un dato obligatorio.", "A required value is missing."),
    "value.port": Text("No es un puerto.", "It is not a port."),
}


def reject_words(code: str) -> Text | None:
    """Return the sentence of a code, or None where there is none.

    >>> reject_words("value.address")
    Text(es='No es una dirección IP.', en='It is not an IP address.')
    """
    return REJECT_WORDS.get(code)
