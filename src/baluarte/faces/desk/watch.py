"""What the watch over the promises has to say on the first page of the desk: stopped queues, broken promises, and checks that fell silent."""

from baluarte.actions import promises
from baluarte.core.ground.check import Halted, Run
from baluarte.core.ground.text import Text
from baluarte.faces.desk.asked import DeskRequest

_PROMISES = {
    "accounting": Text("la cuenta de los renglones", "the account of the rows"),
    "raw": Text("los bytes originales", "the raw bytes"),
    "receipts": Text("los acuses", "the receipts"),
    "deliveries": Text("la entrega de las notificaciones", "the delivery of notices"),
    "freshness": Text("el estado de las fuentes", "the state of the feeds"),
    "walls": Text("los muros de la base de datos", "the walls of the database"),
}
_QUEUES = {
    "feeds": Text("la lectura de entregas", "the reading of deliveries"),
    "findings": Text("el cierre de hallazgos", "the closing of findings"),
    "notices": Text("el envío de notificaciones", "the sending of notices"),
}


def alarms(request: DeskRequest) -> list[Text]:
    """Return one sentence for everything that needs a person; a story that stands still is not checked by itself."""
    seen, halted = promises.show_watch(request.world, request.actor)
    stopped = [_stopped(one) for one in halted]
    if request.world.house.synthetic:
        return stopped
    return stopped + [told for one in seen if (told := _of(one)) is not None]


def _stopped(one: Halted) -> Text:
    queue, promise = _QUEUES.get(one.queue, Text(one.queue, one.queue)), _name(one.promise)
    return Text(
        f"Cola detenida: {queue.es}. Se halló rota la promesa sobre {promise.es}. Revísela; después: baluarte job release {one.queue}.",
        f"Stopped: {queue.en}. The promise about {promise.en} was found broken. Look at it; then: baluarte job release {one.queue}.",
    )


def _of(one: Run) -> Text | None:
    promise = _name(one.promise)
    if one.at is None:
        return Text(f"Nunca se ha comprobado la promesa sobre {promise.es}.", f"The promise about {promise.en} was never checked.")
    if one.silent:
        return Text(
            f"Hace más de dos días que no se comprueba la promesa sobre {promise.es}.",
            f"The promise about {promise.en} has not been checked for more than two days.",
        )
    if one.outcome == "broken":
        return Text(
            f"Está rota la promesa sobre {promise.es}: baluarte check {one.promise}.",
            f"The promise about {promise.en} is broken: baluarte check {one.promise}.",
        )
    return None


def _name(promise: str) -> Text:
    return _PROMISES.get(promise, Text(promise, promise))
