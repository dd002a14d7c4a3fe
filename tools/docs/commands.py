"""The command line, as its own help explains it."""

from typing import Any

from tools.docs.page import Page, table
from typer.main import get_command

from baluarte.core.ground.text import Text
from baluarte.faces.cli.app import build
from baluarte.faces.cli.speech import read_both

_EXITS = (
    ("0", "done"),
    ("1", "done, but a check found problems or rows were set aside"),
    ("2", "the input is wrong"),
    ("3", "refused"),
    ("4", "there is no such thing"),
    ("5", "somebody else changed it first"),
    ("6", "another system did not answer"),
    ("70", "a promise of ours failed"),
    ("130", "interrupted"),
)


def commands() -> tuple[tuple[str, Any], ...]:
    """Return every command with its full name, in the order of the help."""
    root: Any = get_command(build())
    return tuple(_walk("baluarte", root))


def page() -> Page:
    """Return the page of commands."""
    parts = [_section(name, command) for name, command in commands() if not _is_group(command)]
    opening = (
        "Help, messages and questions are in Spanish or English (`--lang es|en`); names of commands, options, columns and codes never\n"
        "change. Results go to standard output, everything else to standard error. `baluarte COMMAND --help` says the same as this page."
    )
    body = [table(["exit code", "meaning"], _EXITS), *parts]
    return Page("commands", "Command line", opening, "\n\n".join(body))


def _walk(name: str, command: Any) -> list[tuple[str, Any]]:
    below = command.commands if _is_group(command) else {}
    return [(name, command), *(pair for word, one in below.items() for pair in _walk(f"{name} {word}", one))]


def _is_group(command: Any) -> bool:
    return hasattr(command, "commands")


def _section(name: str, command: Any) -> str:
    words = read_both(command.help or "").in_("en").strip()
    example = read_both(command.epilog or "").in_("en").strip()
    shown = [param for param in command.params if not param.hidden and param.name != "help"]
    rows = [(f"`{_name(param)}`", _meaning(param)) for param in shown]
    parts = [f"## {name}", words]
    if example:
        parts.append("\n".join(["```sh", *(line.strip() for line in example.split("\n")), "```"]))
    if rows:
        parts.append(table(["takes", "meaning"], rows))
    return "\n\n".join(parts)


def _name(param: Any) -> str:
    if param.param_type_name == "argument":
        return read_both(param.metavar or param.name.upper().replace("_", "-")).in_("en") + ("…" if param.nargs != 1 else "")
    return ", ".join(param.opts)


def _meaning(param: Any) -> str:
    text: Text = read_both(getattr(param, "help", "") or "")
    start = param.default
    told = f" (default: {start})" if isinstance(start, str | int) and not isinstance(start, bool) and start != "" else ""
    return f"{text.in_('en')}{' Required.' if param.required else ''}{told}"
