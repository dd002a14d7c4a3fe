"""How a command prints: data to standard output, notes to standard error, nothing mixed.

A document for programs is written once, whole, at the end. What is above `--max-tlp`
is not printed; how many rows that was is said, because counts may pass.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.moments import iso
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text
from baluarte.core.sharing.label import LABELS, Label, show_label
from baluarte.faces.cli.flags import Flags
from baluarte.faces.cli.terminal import current
from baluarte.formats.tabular import to_csv

# Control characters, marks of direction and of nothing, and halves of letters (bytes that were no text).
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_NO_TEXT = re.compile("[\udc80-\udcff]")  # how Python tells of the bytes of a name that are no text
_WIDEST = 48  # letters of one cell in a table for people; every other form is whole
_NOT_PRINTED = Text("{n} renglones por encima de {label} no se imprimieron.", "{n} rows above {label} were not printed.")
_SOME = Text("Se muestran {n} de {total}.", "Showing {n} of {total}.")


def note(text: Text) -> None:
    """Say something to the person at the terminal, on standard error; silent under `--quiet`."""
    flags = current().flags
    if not flags.quiet:
        sys.stderr.write(visible(text.in_(flags.language)) + "\n")


def write(text: str) -> None:
    """Write data to standard output."""
    told = visible(text)
    sys.stdout.write(told if told.endswith("\n") else told + "\n")


def file_name(path: Path) -> str:
    """Return the name of a file as a text: a name may be any bytes, and those that are no text are written as %FF."""
    return _NO_TEXT.sub(lambda found: f"%{os.fsencode(found[0])[0]:02X}", path.name)


def visible(text: str) -> str:
    r"""Return a text that commands no terminal: what would move its cursor, turn its direction or hide is written out.

    Names come from strangers. Line ends and tabs stay; a byte that is no text is shown as one. In a JSON
    document each of these stands in a string, and its escape means the same.

    >>> visible("a\x1b[31mred\u202e")
    'a\\u001b[31mred\\u202e'
    """
    return _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def document(value: object) -> None:
    """Write one JSON document to standard output."""
    write(json.dumps(value, ensure_ascii=False, indent=2, default=plain))


def plain(value: object) -> object:
    """Return what JSON can hold: moments and days in ISO 8601, labels and the like as text."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, pl.Series):
        return value.to_list()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def rows(answer: Rows) -> int:
    """Print a list in the form asked for; 3 where rows had to be withheld, else 0."""
    flags = current().flags
    allowed = _allowed(answer, flags.max_tlp)
    withheld = answer.table.height - allowed.height
    shape = answer.query.shape
    names = _names(shape, flags, answer.query.columns)
    _print(Rows(answer.query, allowed, answer.total, answer.label, answer.notes), names, flags)
    for sentence in answer.notes:
        note(sentence)
    if flags.form == "table" or allowed.height + withheld < answer.total:
        note(Text(_SOME.es.format(n=allowed.height, total=answer.total), _SOME.en.format(n=allowed.height, total=answer.total)))
    if withheld:
        label = show_label(flags.max_tlp)
        note(Text(_NOT_PRINTED.es.format(n=withheld, label=label), _NOT_PRINTED.en.format(n=withheld, label=label)))
    return 3 if withheld else 0


def record(values: Mapping[str, object], shape: Shape | None = None) -> None:
    """Print one thing: labelled lines for people, one object for programs."""
    flags = current().flags
    chosen = {name: values[name] for name in _fields(flags, tuple(values))} if flags.fields else dict(values)
    if flags.form == "json":
        document(chosen)
        return
    if flags.form == "jsonl":
        write(json.dumps(chosen, ensure_ascii=False, default=plain))
        return
    columns = {column.name: column for column in shape.columns} if shape else {}
    label = {name: columns[name].label.in_(flags.language) if name in columns else name for name in chosen}
    wide = max((len(text) for text in label.values()), default=0)
    for name, value in chosen.items():
        write(f"{label[name]:<{wide}}  {cell(value, columns.get(name), flags)}".rstrip())


def check_label(label: str) -> None:
    """Raise `Refused` where something is above the label this run may print."""
    ceiling = current().flags.max_tlp
    if _above(label, ceiling):
        raise Refused(
            "sharing.above-max",
            f"This is {show_label(_label(label))}; this command prints up to {show_label(ceiling)}.",
            "The limit is the same on a terminal, into a file and in a pipe.",
            f"If you may pass it on here, add --max-tlp {label}.",
        )


def cell(value: object, column: Column | None, flags: Flags) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple, set, frozenset, pl.Series)):
        return ", ".join(str(part) for part in value)
    if isinstance(value, bool):
        return Text("sí" if value else "no", "yes" if value else "no").in_(flags.language)
    if column is not None and column.kind == "choice":
        return column.words(str(value)).in_(flags.language)
    return str(plain(value))


def table(header: Sequence[str], lines: Iterable[Sequence[str]], *, form: str = "table") -> None:
    """Print a table for people, or the same in Markdown."""
    body = [[text.replace("\n", " ") for text in line] for line in lines]
    if form == "md":
        for line in (list(header), ["---"] * len(header), *body):
            write("| " + " | ".join(text.replace("|", "\\|") for text in line) + " |")
        return
    body = [[text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…" for text in line] for line in body]
    wide = [max(len(line[place]) for line in [list(header), *body]) for place in range(len(header))]
    for line in [list(header), *body]:
        write("  ".join(text.ljust(width) for text, width in zip(line, wide, strict=True)).rstrip())


def listing(header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Print a small list that has no query: a table for people, one array of objects for programs."""
    flags = current().flags
    if flags.json:
        document([dict(zip(header, line, strict=True)) for line in lines])
    else:
        table(header, lines, form=flags.form)


def _print(answer: Rows, names: tuple[str, ...], flags: Flags) -> None:
    shape, frame = answer.query.shape, answer.table
    if flags.form == "csv":
        _print_csv(answer, names)
    elif flags.form == "json":
        document(frame.select(names).to_dicts())
    elif flags.form == "jsonl":
        for line in frame.select(names).iter_rows(named=True):
            write(json.dumps(line, ensure_ascii=False, default=plain))
    else:
        columns = [shape.column(name) for name in names]
        header = [column.label.in_(flags.language) for column in columns]
        lines = (
            [cell(value, column, flags) for value, column in zip(line, columns, strict=True)] for line in frame.select(names).iter_rows()
        )
        table(header, lines, form=flags.form)


def _print_csv(answer: Rows, names: tuple[str, ...]) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(to_csv(replace(answer, query=replace(answer.query, columns=names))))
    sys.stdout.buffer.flush()


def _names(shape: Shape, flags: Flags, shown: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns to print: programs get every one unless told otherwise."""
    if flags.fields:
        return _fields(flags, shape.names)
    return shape.names if flags.form in {"json", "jsonl"} and shown == shape.shown else shown


def _fields(flags: Flags, known: tuple[str, ...]) -> tuple[str, ...]:
    for name in flags.fields:
        if name not in known:
            raise Unusable(
                "command.field",
                f"{name!r} is not a field here.",
                "An ignored field would be a wrong answer.",
                f"Known: {', '.join(known)}.",
            )
    return flags.fields


def _allowed(answer: Rows, ceiling: Label) -> pl.DataFrame:
    if "tlp" not in answer.table.columns:
        return answer.table.clear() if _above(answer.label, ceiling) else answer.table
    return answer.table.filter(pl.Series([not _above(str(label), ceiling) for label in answer.table["tlp"]], dtype=pl.Boolean))


def _above(label: str, ceiling: Label) -> bool:
    return LABELS.index(_label(label)) > LABELS.index(ceiling)


def _label(text: str) -> Label:
    """Return the label; one that nobody knows counts as the strictest."""
    return next((label for label in LABELS if label == text), "red")
