"""The command `baluarte`: reads the line, runs one command, and ends with one exit code.

`wiring` hands in the doors. Nothing here loads the server half: `warn`, `--help` and
`version` work where no server package is installed.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from typer.main import get_command

from baluarte.core.errors import Unusable
from baluarte.faces.cli import (
    access,
    asset,
    backup,
    campaign,
    check,
    contact,
    delivery,
    feed,
    finding,
    intake,
    job,
    lake,
    machine,
    match,
    measure,
    notice,
    org,
    product,
    reply,
    warn,
    wishes,
)
from baluarte.faces.cli.flags import read_flags
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.problems import DONE, tell
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import Doors, Terminal, sit_down

_HELP = both(
    "Baluarte avisa a cada organización de sus propias exposiciones y comprueba si se corrigieron.",
    "Baluarte warns each organisation of its own exposures and sees whether they were fixed.",
)
_EXAMPLES = """
baluarte demo
baluarte warn report.csv --assets ours.csv
baluarte finding list --sector health --since 7d
"""


def build() -> Spoken:
    """Return the application with every noun."""
    app = Spoken(help=_HELP, epilog=_EXAMPLES, no_args_is_help=False)
    app.callback(help=_HELP, epilog=_EXAMPLES)(_root)
    for noun in (
        warn,
        machine,
        intake,
        feed,
        delivery,
        finding,
        notice,
        reply,
        org,
        contact,
        wishes,
        asset,
        product,
        match,
        check,
        measure,
        campaign,
        lake,
        job,
        backup,
        access,
    ):
        noun.add(app)
    return app


def run(arguments: Sequence[str], environment: Mapping[str, str], doors: Doors) -> int:
    """Run one line and return its exit code. Every way to fail ends here."""
    flags, rest, wrong = read_flags(arguments, environment)
    sit_down(Terminal(flags, doors))
    try:
        code = _invoke(["version"] if flags.version else rest or ["--help"], wrong)
        sys.stdout.flush()
    except typer.Exit as ended:
        return ended.exit_code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last door: what nobody foresaw ends with 70, in words
        return _end(error)
    return code


def _invoke(rest: list[str], wrong: Unusable | None) -> int:
    if wrong is not None:
        raise wrong
    command: Any = get_command(build())
    with command.make_context("baluarte", rest) as context:
        code = command.invoke(context)
    return int(code or DONE)


def _end(error: BaseException) -> int:
    code = tell(error)
    if isinstance(error, BrokenPipeError):
        # The interpreter flushes once more when it ends; nobody is there to read.
        sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123, SIM115 - lives until the process ends
    return code


def _root(context: typer.Context) -> None:
    """Nothing by itself: the command does the work."""
