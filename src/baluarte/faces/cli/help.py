"""The help of every command: examples first, in the reader's language, without colour.

Texts come from `both`; command lines are the same in both languages, so examples
are written once, as the epilog.
"""

import shutil
import textwrap
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from baluarte.core.ground.text import Language, Text
from baluarte.faces.cli.speech import both, read_both
from baluarte.faces.cli.terminal import current

_EXAMPLES = Text("Ejemplos", "Examples")
_USAGE = Text("Uso", "Usage")
_ARGUMENTS = Text("Argumentos", "Arguments")
_OPTIONS = Text("Opciones", "Options")
_COMMANDS = Text("Órdenes", "Commands")
_EVERYWHERE = Text("En toda orden", "With every command")
_COMMAND = Text("ORDEN", "COMMAND")
_HELP = Text("Muestra esta ayuda.", "Show this help.")
_REQUIRED = Text("obligatorio", "required")
_DEFAULT = Text("de inicio: {value}", "default: {value}")
_WIDEST = 96
_FLAGS = (
    ("--lang es|en", both("Idioma de las palabras; los nombres de máquina no cambian.", "Language of words; machine names never change.")),
    ("--format table|json|jsonl|csv|md", both("Forma de la salida.", "Form of the output.")),
    (both("--json[=CAMPO,…]", "--json[=FIELD,…]"), both("Un documento JSON, si se quiere sólo con estos campos.", "One JSON document, with these fields alone if wished.")),
    ("--max-tlp clear|green|amber|amber+strict|red", both("No imprime lo que esté por encima (de inicio: amber).", "Print nothing above this label (default: amber).")),
    ("-q, --quiet · -v, --verbose", both("Menos o más avisos en el error estándar.", "Fewer or more notes on standard error.")),
    ("--no-progress", both("Sin barras de avance.", "No progress bars.")),
    ("--color auto|always|never", both("Color; respeta NO_COLOR.", "Colour; honours NO_COLOR.")),
    ("--yes", both("No pregunta; sin terminal, toda pregunta es un error.", "No questions; without a terminal a question is an error.")),
    ("--version", both("Muestra la versión.", "Show the version.")),
)  # fmt: skip


class SpokenCommand(TyperCommand):
    """A command whose help is ours."""

    def get_help(self, ctx: Any) -> str:
        """Return the whole help page."""
        return page(self, ctx)


class SpokenGroup(TyperGroup):
    """A noun, or the root, whose help is ours."""

    def get_help(self, ctx: Any) -> str:
        """Return the whole help page."""
        return page(self, ctx)


class Spoken(typer.Typer):
    """A Typer application whose commands all speak both languages."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(cls=SpokenGroup, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **keywords)

    def command(self, *names: Any, **keywords: Any) -> Any:
        """Register a command, with our help unless it says otherwise."""
        return super().command(*names, **{"cls": SpokenCommand, "rich_help_panel": None, **keywords})


def page(command: TyperCommand | TyperGroup, context: Any) -> str:
    """Return the help of one command: examples, usage, what it does, what it takes."""
    language = current().flags.language
    params = [param for param in command.get_params(context) if not getattr(param, "hidden", False)]
    arguments = [param for param in params if isinstance(param, TyperArgument)]
    options = [param for param in params if isinstance(param, TyperOption)]
    parts = [
        _examples(command.epilog or "", language),
        f"{_USAGE.in_(language)}: {_usage(command, context, arguments, language)}",
        *_paragraphs(command.help or "", language),
        _block(_ARGUMENTS, [(_name(param, language), _meaning(param, language)) for param in arguments], language),
        _block(_OPTIONS, [(_flags(param, language), _meaning(param, language)) for param in options], language),
    ]
    if isinstance(command, TyperGroup):
        parts.append(_block(_COMMANDS, [(name, summary(one.help or "", language)) for name, one in command.commands.items()], language))
        if context.parent is None:
            parts.append(
                _block(_EVERYWHERE, [(read_both(flag).in_(language), read_both(text).in_(language)) for flag, text in _FLAGS], language)
            )
    return "\n\n".join(part for part in parts if part)


def summary(text: str, language: Language) -> str:
    """Return the first sentence of a help text."""
    whole = read_both(text).in_(language).partition("\n\n")[0]
    return " ".join(whole.split()).partition(". ")[0].removesuffix(".") + "." if whole else ""


def _examples(epilog: str, language: Language) -> str:
    lines = read_both(epilog).in_(language).strip().splitlines()
    return "\n".join([f"{_EXAMPLES.in_(language)}:", *(f"  {line.strip()}" for line in lines)]) if lines else ""


def _usage(command: TyperCommand | TyperGroup, context: Any, arguments: list[TyperArgument], language: Language) -> str:
    names = [_name(param, language) if param.required else f"[{_name(param, language)}]" for param in arguments]
    tail = [_COMMAND.in_(language)] if isinstance(command, TyperGroup) else names
    return " ".join([context.command_path, *tail])


def _paragraphs(text: str, language: Language) -> list[str]:
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return [textwrap.fill(" ".join(part.split()), width) for part in read_both(text).in_(language).split("\n\n") if part.strip()]


def _name(param: TyperArgument, language: Language) -> str:
    many = "…" if param.nargs != 1 or param.type_descriptor.is_list else ""
    return read_both(param.metavar or param.name.upper().replace("_", "-")).in_(language) + many


def _flags(param: TyperOption, language: Language) -> str:
    names = ", ".join([*param.opts, *param.secondary_opts])
    if param.is_flag:
        return names
    desc = param.type_descriptor
    value = (
        read_both(param.metavar).in_(language)
        if param.metavar
        else ("|".join(str(choice) for choice in desc.choices or ()) if desc.is_choice else param.name.upper())
    )
    return f"{names} {value}"


def _meaning(param: TyperArgument | TyperOption, language: Language) -> str:
    if isinstance(param, TyperOption) and "--help" in param.opts:
        return _HELP.in_(language)
    text = read_both(param.help or "").in_(language)
    if isinstance(param, TyperOption) and param.required:
        return f"{text} [{_REQUIRED.in_(language)}]"
    if param.default not in (None, "", False, (), []) and not callable(param.default):
        return f"{text} [{_DEFAULT.in_(language).format(value=param.default)}]"
    return text


def _block(title: Text, lines: list[tuple[str, str]], language: Language) -> str:
    if not lines:
        return ""
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    left = min(max(len(name) for name, _ in lines), 28) + 4
    out = [f"{title.in_(language)}:"]
    for name, text in lines:
        wrapped = textwrap.wrap(text, max(30, width - left)) or [""]
        head = f"  {name}"
        if len(head) + 2 > left:
            out.append(head)
        else:
            out.append(f"{head:<{left}}{wrapped.pop(0)}".rstrip())
        out += [f"{'':<{left}}{line}" for line in wrapped]
    return "\n".join(out)
