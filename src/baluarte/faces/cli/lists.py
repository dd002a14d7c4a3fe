"""Every `list` is the same command: filters by column, the query string of the pages.

`--sector health --since 7d` is `?sector=health&since=7d`. An unknown filter is refused
with the nearest right name, exactly as on the page.
"""

from collections.abc import Callable, Sequence

import typer

from baluarte.core.errors import Unusable
from baluarte.core.ground.query import Query, read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.shape import Shape
from baluarte.core.ground.text import LANGUAGES
from baluarte.core.ground.world import World
from baluarte.faces.cli.help import Spoken
from baluarte.faces.cli.printing import rows
from baluarte.faces.cli.speech import both
from baluarte.faces.cli.terminal import current

MOST_ROWS = 100_000
ANY_WORDS = {"ignore_unknown_options": True, "allow_extra_args": True}
_ALIASES = {"org": "organisation"}
_HOW_ES = "Filtros: {names}. Cada uno admite también .from, .to y .not; además --q, --sort, --cols{since} y --limit."
_HOW_EN = "Filters: {names}. Each also takes .from, .to and .not; besides these --q, --sort, --cols{since} and --limit."

Ask = Callable[[World, Query], Rows]


def add_list(app: Spoken, shape: Shape, ask: Ask, examples: str, *, name: str = "list") -> None:
    """Add the command `list` of one noun, or another name for another list of it."""

    def show(context: typer.Context) -> int:
        world = current().world
        return rows(ask(world, read_words(context.args, shape, world)))

    app.command(name, help=_help(shape), epilog=examples, context_settings=ANY_WORDS)(show)


def read_words(words: Sequence[str], shape: Shape, world: World) -> Query:
    """Return the query that the words of a command line ask for."""
    pairs = read_pairs(words)
    limit = next((value for key, value in pairs if key == "limit"), "")
    query = read_query([pair for pair in pairs if pair[0] != "limit"], shape, world.now())
    if any(key in {"page", "per"} for key, _ in pairs):
        return query
    return query.everything(_read_limit(limit) if limit else MOST_ROWS)


def read_pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    """Return `--key value` and `--key=value` as the pairs of a query string.

    >>> read_pairs(["--sector", "health", "--sort=-due"])
    [('sector', 'health'), ('sort', '-due')]
    """
    pairs: list[tuple[str, str]] = []
    line = list(words)
    while line:
        word = line.pop(0)
        if not word.startswith("--") or word == "--":
            raise Unusable(
                "command.word", f"{word!r} was not expected here.", "A filter is written --COLUMN VALUE.", "Put -- before its name."
            )
        key, equals, value = word.removeprefix("--").partition("=")
        if not equals:
            if not line:
                raise Unusable("command.flag-alone", f"The flag '--{key}' takes a value.", "", f"Write --{key} VALUE.")
            value = line.pop(0)
        key = key.replace("-", "_")
        pairs.append((_ALIASES.get(key, key), value))
    return pairs


def _read_limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MOST_ROWS or len(text) > 9:
        raise Unusable("query.number", f"'limit' takes a number from 1 to {MOST_ROWS}.", "", "Write digits only.")
    return int(text)


def _help(shape: Shape) -> str:
    since = ", --since" if shape.main_time else ""
    names = ", ".join(f"--{name}" for name in shape.names)
    title = {language: shape.title.in_(language) for language in LANGUAGES}
    return both(
        f"Lista: {title['es'].lower()}.\n\n{_HOW_ES.format(names=names, since=since)}",
        f"List {title['en'].lower()}.\n\n{_HOW_EN.format(names=names, since=since)}",
    )


def group(help_text: str, examples: str) -> Spoken:
    """Return the application of one noun."""
    app = Spoken(help=help_text, epilog=examples)

    @app.callback(help=help_text, epilog=examples)
    def _noun(context: typer.Context) -> None:
        """Nothing by itself: the verb does the work."""

    return app
