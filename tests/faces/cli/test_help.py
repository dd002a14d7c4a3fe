import pytest
from typer.main import get_command

from baluarte.faces.cli.app import build
from baluarte.faces.cli.speech import read_both

ROOT = get_command(build())


def lines_of(command, path=()):
    """Every command of the tree, with the words that lead to it."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from lines_of(below, (*path, name))


COMMANDS = dict(lines_of(ROOT))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("language", "usage", "examples"), [("es", "Uso: baluarte", "Ejemplos:"), ("en", "Usage: baluarte", "Examples:")])
def test_every_command_explains_itself_in_both_languages_examples_first(type_line, path, language, usage, examples):
    ended = type_line(*path, "--help", "--lang", language)

    assert ended.code == 0
    assert ended.out.startswith(examples)
    assert usage in ended.out
    assert "\x1f" not in ended.out


@pytest.mark.parametrize("path", [path for path in COMMANDS if path and path[0] != "warn"], ids=" ".join)
def test_every_command_argument_and_option_has_words_of_its_own_in_each_language(path):
    command = COMMANDS[path]
    texts = [command.help, *[param.help for param in command.params if param.name != "context"]]

    for text in texts:
        both = read_both(text)
        assert both.es
        assert both.en
        assert both.es != both.en


def test_the_help_of_the_whole_lists_every_noun(type_line):
    ended = type_line("--help")

    for path in COMMANDS:
        if len(path) == 1:
            assert f"  {path[0]} " in ended.out


def test_nothing_typed_shows_the_help(type_line):
    assert type_line().out == type_line("--help").out


@pytest.mark.parametrize(
    "line",
    [
        "demo",
        "init",
        "serve",
        "doctor",
        "status",
        "version",
        "import",
        "check",
        "finding,list",
        "finding,show",
        "finding,answer",
        "finding,export",
        "notice,preview",
        "notice,queue",
        "notice,send",
        "notice,list",
        "notice,show",
        "org,list",
        "org,show",
        "org,add",
        "org,change",
        "org,merge",
        "org,tree",
        "contact,list",
        "contact,add",
        "contact,retire",
        "asset,list",
        "asset,add",
        "asset,end",
        "delivery,list",
        "delivery,show",
        "quarantine,list",
        "outbox,list",
        "admin,link",
        "token,create",
        "token,list",
        "token,revoke",
        "mail,test",
    ],
)
def test_every_promised_command_exists(line):
    assert tuple(line.split(",")) in COMMANDS
