"""What a person is told of an outcome: whom we asked and when, what we expected and found, and what happens next.

Each sentence says whose fault it seems. None of them says whether the asset was known before.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from baluarte.core.constituency.claims.outcome import Verdict, Why
from baluarte.core.ground.questions import Heard
from baluarte.core.ground.text import Text

_VERIFIED = Text(
    "Listo. Confirmamos {name} a las {clock}. Ya puede ver sus hallazgos.",
    "Done. We confirmed {name} at {clock}. You can now see your findings.",
)
_NOT_THERE = {
    "record": Text(
        "Todavía no aparece el registro. Consultamos a {servers} a las {clock}. "
        "Puede cerrar esta página: seguiremos consultando y le escribiremos.",
        "The record has not appeared yet. We asked {servers} at {clock}. "
        "You may close this page: we keep asking and will write to you.",
    ),
    "file": Text(
        "Todavía no aparece el archivo. Consultamos a {servers} a las {clock}. "
        "Puede cerrar esta página: seguiremos consultando y le escribiremos.",
        "The file has not appeared yet. We asked {servers} at {clock}. "
        "You may close this page: we keep asking and will write to you.",
    ),
}  # fmt: skip
_DIFFERENT: dict[Why, Text] = {
    "other-text": Text(
        "Encontramos un registro, pero no es el que le dimos. Esperábamos «{expected}» y vimos «{found}» en {where}. "
        "Suele pasar cuando queda un valor anterior.",
        "We found a record, but not the one we gave you. We expected “{expected}” and saw “{found}” at {where}. "
        "This often happens when an older value remains.",
    ),
    "disagree": Text(
        "Sus servidores no responden lo mismo. Esperábamos «{expected}» en todos y en {where} vimos «{found}». "
        "Suele pasar mientras un cambio llega a todos los servidores.",
        "Your servers do not answer the same. We expected “{expected}” at all of them, and at {where} saw “{found}”. "
        "This often happens while a change travels to all servers.",
    ),
    "wildcard": Text(
        "El registro aparece, pero {where} responde lo mismo con cualquier nombre: es un comodín. "
        "Agregue el registro exactamente con el nombre que le dimos.",
        "The record appears, but {where} answers the same under any name: it is a wildcard. "
        "Add the record under exactly the name we gave you.",
    ),
    "other-host": Text(
        "El archivo no está en {where}: su servidor lleva a {found}. Tiene que responder el mismo equipo, sin llevar a otro.",
        "The file is not at {where}: its server leads to {found}. The same host has to answer, without leading elsewhere.",
    ),
}  # fmt: skip
_FILE_DIFFERS = Text(
    "Encontramos un archivo, pero no es el que le dimos. Esperábamos «{expected}» y vimos «{found}» en {where}.",
    "We found a file, but not the one we gave you. We expected “{expected}” and saw “{found}” at {where}.",
)
_COULD_NOT = Text(
    "No pudimos consultar: {where} {failure} a las {clock}. {fault} {next}",
    "We could not ask: {where} {failure} at {clock}. {fault} {next}",
)
_ONE_SERVER = Text(
    "No pudimos consultar a dos servidores: sólo respondió {where} a las {clock}. No es un error suyo. {next}",
    "We could not ask two servers: only {where} answered at {clock}. This is not your mistake. {next}",
)
_NOTHING = Text("nada", "nothing")
_OURS, _THEIRS = (
    Text("No es un error suyo.", "This is not your mistake."),
    Text("Parece un problema de ese servidor.", "It seems to be a problem of that server."),
)
_FAILURES = {
    "time-out": Text("no respondió a tiempo", "did not answer in time"),
    "unreachable": Text("no se pudo alcanzar", "could not be reached"),
    "certificate": Text("presentó un certificado que no pudimos comprobar", "showed a certificate that we could not check"),
    "no-servers": Text("no tiene servidores de nombres que pudiéramos encontrar", "has no name servers that we could find"),
    "private-address": Text("lleva a una dirección que no está en internet", "leads to an address that is not on the internet"),
    "unreadable": Text("respondió algo que no pudimos leer", "answered something that we could not read"),
    "loop": Text("lleva de un alias a otro sin llegar", "leads from alias to alias without an end"),
    "REFUSED": Text("se negó a responder", "refused to answer"),
}
_FAILED = Text("respondió con una falla ({code})", "answered with a failure ({code})")
_SEEMS_THEIRS = frozenset({"certificate", "no-servers", "private-address", "loop", "unreadable"})
_AGAIN = Text("Volveremos a intentar en {minutes} minutos.", "We will try again in {minutes} minutes.")
_AGAIN_ONE = Text("Volveremos a intentar en un minuto.", "We will try again in one minute.")
_AGAIN_HOUR = Text("Volveremos a intentar en una hora.", "We will try again in one hour.")
_NO_MORE = Text("Pulse «Consultar ahora» cuando quiera que intentemos otra vez.", "Press “Check now” when you want us to try again.")
_LOST = Text(
    "Ya no vemos la prueba de {name} desde el {day}. Lo que cambia: en el portal verá el resumen y no el detalle. "
    "Lo que no cambia: los avisos siguen llegando a sus contactos.",
    "We have not seen the proof of {name} since {day}. What changes: in the portal you see the summary and not the detail. "
    "What does not change: warnings keep reaching your contacts.",
)


def tell(verdict: Verdict, name: str, zone: str, next_at: datetime | None) -> Text:
    """Return what a verdict says about one name, in both languages."""
    at = max((one.at for one in verdict.asked), default=None)
    of_file = any(one.role == "web" for one in verdict.asked)
    words = _words(verdict, of_file=of_file)
    failing = next((one for one in verdict.asked if one.server == verdict.where), None)
    parts = {
        language: words.in_(language).format(
            name=name,
            clock=clock(at, zone),
            servers=_servers(verdict.asked).in_(language),
            expected=verdict.expected,
            found=verdict.found or _NOTHING.in_(language),
            where=verdict.where or name,
            failure=_failure(failing).in_(language),
            fault=(_THEIRS if failing is not None and failing.code in _SEEMS_THEIRS else _OURS).in_(language),
            next=_next(at, next_at).in_(language),
        )
        for language in ("es", "en")
    }
    return Text(parts["es"], parts["en"])


def tell_lost(name: str, since: datetime, zone: str) -> Text:
    """Return what losing a proof changes, and what it does not."""
    day = since.astimezone(ZoneInfo(zone)).date().isoformat()
    return Text(_LOST.es.format(name=name, day=day), _LOST.en.format(name=name, day=day))


def clock(at: datetime | None, zone: str) -> str:
    """Return hour and minute with their distance from UTC.

    >>> from datetime import UTC
    >>> clock(datetime(2026, 3, 5, 20, 7, tzinfo=UTC), "America/Mexico_City")
    '14:07 (UTC-6)'
    """
    if at is None:
        return "—"
    local = at.astimezone(ZoneInfo(zone))
    shift = local.utcoffset() or timedelta(0)
    minutes = int(shift.total_seconds()) // 60
    sign, hours, rest = "-" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60
    return f"{local:%H:%M} (UTC{sign}{hours}{f':{rest:02d}' if rest else ''})"


def _words(verdict: Verdict, *, of_file: bool) -> Text:
    match verdict.outcome:
        case "verified":
            return _VERIFIED
        case "not-there":
            return _NOT_THERE["file" if of_file else "record"]
        case "different":
            return _FILE_DIFFERS if of_file and verdict.why == "other-text" else _DIFFERENT[verdict.why]
    return _ONE_SERVER if verdict.why == "one-server" else _COULD_NOT


def _servers(asked: Iterable[Heard]) -> Text:
    """Return the servers that answered, the name servers first, as a list one reads aloud."""
    names = list(dict.fromkeys(one.server for one in asked if one.answered and one.role != "resolver")) or ["—"]
    if len(names) == 1:
        return Text(names[0], names[0])
    first, last = ", ".join(names[:-1]), names[-1]
    return Text(f"{first} {'e' if last[:1] == 'i' else 'y'} {last}", f"{first} and {last}")


def _failure(failing: Heard | None) -> Text:
    if failing is None:
        return _FAILURES["unreachable"]
    known = _FAILURES.get(failing.code)
    return known or Text(_FAILED.es.format(code=failing.code), _FAILED.en.format(code=failing.code))


def _next(at: datetime | None, next_at: datetime | None) -> Text:
    if next_at is None:
        return _NO_MORE
    minutes = max(1, round((next_at - at).total_seconds() / 60)) if at is not None else 1
    if minutes == 1:
        return _AGAIN_ONE
    if minutes >= 60:
        return _AGAIN_HOUR
    return Text(_AGAIN.es.format(minutes=minutes), _AGAIN.en.format(minutes=minutes))
