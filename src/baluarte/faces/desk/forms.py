"""A form of the desk as data: its fields in order, what was typed, and where it is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.formats.problems import in_words

Choices = Sequence[tuple[str, Text]]
MOST_LETTERS = 2000


@dataclass(frozen=True)
class Field:
    """One field: its name for machines, what it is called, its choices where there are any, and a hint."""

    name: str
    label: Text
    choices: Choices = ()
    hint: Text | None = None
    kind: str = "text"  # text, date, hidden
    mono: bool = False


@dataclass(frozen=True)
class Form:
    """A form: its title, its fields, its button, and where Back leads."""

    title: Text
    fields: tuple[Field, ...]
    button: Text
    back: str
    about: str = ""

    def typed(self, request: DeskRequest) -> dict[str, str]:
        """Return what was typed, trimmed and bounded."""
        return {one.name: request.POST.get(one.name, "").strip()[:MOST_LETTERS] for one in self.fields}

    def show(self, request: DeskRequest, values: Mapping[str, Any], problem: Unusable | None = None) -> HttpResponse:
        """Show the form with values; a problem stands above it and at its field."""
        told: dict[str, Any] = {"form": self, "values": values}
        if problem is not None:
            told |= {"problem": in_words(problem, request.language), "field": self.field_of(problem)}
        return render(request, "desk/form.html", told, status=422 if problem else 200)

    def field_of(self, problem: Unusable) -> str:
        """Return the field that a problem is about; the first one where it names none."""
        words = problem.code.replace("-", "_").replace(".", " ").split() + problem.what.replace("'", " ").split()
        return next((one.name for one in self.fields if one.name in words), self.fields[0].name)
