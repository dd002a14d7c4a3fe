"""What second parties run: a witness that serves, and a mirror that follows, until told to stop."""

import time
from pathlib import Path

from baluarte.core.errors import BaluarteError, Broken, Unreachable, Unusable
from baluarte.core.ground.text import Text
from baluarte.core.ledger.outside.policy import Policy, read_policy
from baluarte.faces.cli.terminal import Mirroring, Tell, Witnessing
from baluarte.store.ledger.log.folder import LogFolder
from baluarte.wiring.mirror import Mirror
from baluarte.wiring.witness import Witness, known_logs, witness_server


def witness(wish: Witnessing, tell: Tell) -> int:
    """Serve a witness; its key, for the policy of the log, is said first."""
    house = Witness(Path(wish.folder), wish.name, known_logs(wish.logs), time.time)
    line = f"witness {wish.name.rpartition('/')[2] or wish.name} {house.key} http://{wish.host}:{wish.port}"
    tell(Text(f"Para la política: {line}", f"For the policy: {line}"))
    with witness_server(house, wish.host, wish.port) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def mirror(wish: Mirroring, tell: Tell) -> int:
    """Follow a log once, or again and again; what may pass is waited for, what differs ends it."""
    copy = Mirror(wish.url, LogFolder(Path(wish.folder)), _policy(wish.policy))
    while True:
        try:
            head = copy.follow().checkpoint.head
            tell(Text(f"Comprobados {head.size} asientos.", f"{head.size} entries verified."))
        except Broken:
            raise
        except (Unreachable, Unusable) as passing:
            if not wish.watch:
                raise
            tell(_said(passing))
        if not wish.watch:
            return 0
        time.sleep(wish.watch)


def _policy(path: str) -> Policy:
    try:
        return read_policy(Path(path).read_text("utf-8"))
    except OSError as error:
        raise Unusable("command.file", f"'{path}' cannot be opened: {error.strerror}.", "", "Check the name and the rights.") from error


def _said(error: BaluarteError) -> Text:
    return Text(f"Ahora no: {error.code}", f"Not now: {error.code}")
