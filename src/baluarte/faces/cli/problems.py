"""Exit codes: the command line's column of the table of errors. Nothing else translates them."""

import json
import re
import sys
import traceback

import typer

from baluarte.core.errors import BaluarteError, Broken, Missing, Outdated, Refused, Unreachable, Unusable
from baluarte.core.ground.text import Text
from baluarte.faces.cli.printing import visible, write
from baluarte.faces.cli.terminal import current
from baluarte.formats.problems import in_words

DONE, FOUND, BROKEN, INTERRUPTED = 0, 1, 70, 130
EXIT_CODES: dict[type[BaluarteError], int] = {
    Unusable: 2,
    Refused: 3,
    Missing: 4,
    Outdated: 5,
    Unreachable: 6,
    Broken: BROKEN,
}
_STOPPED = Unusable("command.interrupted", "Interrupted.")


def exit_code(error: BaluarteError) -> int:
    """Return the exit code of an error we foresaw; one of no known kind counts as broken."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), BROKEN)


def tell(error: BaseException) -> int:
    """Say what went wrong in the form that was asked for, and return the exit code.

    A closed pipe is not an error: whoever read had enough.
    """
    if isinstance(error, BrokenPipeError):
        return DONE
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return _say(_STOPPED, INTERRUPTED)
    if isinstance(error, BaluarteError):
        return _say(error, exit_code(error))
    if isinstance(error, ModuleNotFoundError) and not (error.name or "").startswith("baluarte"):
        return _say(_not_installed(error), EXIT_CODES[Unusable])
    if isinstance(error, typer.TyperException):
        return _say(_usage(error), EXIT_CODES[Unusable])
    if current().flags.verbose:
        traceback.print_exception(error)
    return _say(_unforeseen(error), BROKEN)


def _usage(error: typer.TyperException) -> Unusable:
    # Argument names come in both languages, side by side: the reader's own is kept.
    said = re.sub(r"(\S+)\x1f(\S+)", lambda halves: Text(halves[1], halves[2]).in_(current().flags.language), error.format_message())
    words = said.replace("'", "").removesuffix(".")
    return Unusable("command.usage", f"The command is not understood: '{words}'.", "", "Add --help to see what it takes.")


def _not_installed(error: ModuleNotFoundError) -> Unusable:
    return Unusable(
        "command.server",
        f"This command needs the server, whose package '{error.name}' is not installed.",
        "The plain installation holds the library and the offline commands.",
        "Install it: pip install 'baluarte[server]'.",
    )


def _unforeseen(error: BaseException) -> Broken:
    return Broken(
        "command.unforeseen",
        f"An error that nobody foresaw: '{type(error).__name__}'.",
        "Every failure should have its own code and three sentences.",
        "Run it again with -v, keep what it prints, and report it.",
    )


def _say(error: BaluarteError, code: int) -> int:
    flags = current().flags
    words = in_words(error, flags.language)
    sentences = {"code": error.code, "what": words.what, "why": words.why, "fix": words.fix}
    if flags.json:
        write(json.dumps({"error": sentences}, ensure_ascii=False, indent=2))
    else:
        sys.stderr.write(visible(" ".join(part for part in (words.what, words.why, words.fix) if part)) + f" [{error.code}]\n")
    return code
