"""Questions: asked on standard error, and an error where nobody is there to answer."""

import sys

from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.text import Text
from baluarte.faces.cli.terminal import current

_YES = frozenset({"y", "yes", "s", "si", "sí"})


def confirm(question: Text) -> None:
    """Go on only after a yes. `--yes` answers beforehand; without a terminal a question is an error."""
    flags = current().flags
    if flags.yes:
        return
    if not sys.stdin.isatty():
        raise Unusable(
            "command.question",
            "This command asks for a confirmation, and there is no terminal to answer.",
            "Without a terminal a question is an error.",
            "If you are sure, add --yes.",
        )
    sys.stderr.write(f"{question.in_(flags.language)} [{Text('s/N', 'y/N').in_(flags.language)}] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in _YES:
        raise Refused("command.not-confirmed", "Nothing was done.", "You did not say yes.", "")
