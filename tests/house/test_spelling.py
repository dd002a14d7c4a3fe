"""Names and prose are in British spelling; a standard or a library keeps its own."""

import ast
import re

from tests.house.building import ROOT, kept, modules, short, tree

# American form → ours. Words that a standard, CSS or a library spells so are let through below.
AMERICAN = {
    r"organi[z]ation": "organisation",
    r"\bauthori[z]ation": "authorisation",
    r"normali[z]e": "normalise",
    r"recogni[z]ed?\b": "recognise",
    r"seriali[z]e": "serialise",
    r"priorit[i]ze": "prioritise",
    r"summari[z]e": "summarise",
    r"behavio[r]\b": "behaviour",
    r"\bcolo[r]s?\b": "colour",
    r"\bneighbo[r]s?\b": "neighbour",
    r"\blicen[s]es?\b": "licence",
    r"\bcatalo[g]s?\b": "catalogue",
    r"\bcancel[e]d\b": "cancelled",
    r"\bcente[r]\b": "centre",
}
WORDS = re.compile("|".join(AMERICAN), re.IGNORECASE)
# Other people's words, as they write them.
THEIRS = re.compile(
    r"--color|NO_COLOR|color=|'color'|LICENSE|[Ll]icense-|license =|license-files|\blicense:|currentColor|color-scheme|theme-color|font-color"
    r"|Normalization|normalize\(|unicodedata\.normalize|Authorization|unnormali|serializers?|SESSION_SERIALIZER|--colou?r"
)
PROSE = (".md",)


def test_the_names_we_give_are_british():
    given = {}
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) and WORDS.search(node.name.replace("_", " ")):
                given[f"{short(path)}:{node.lineno}"] = node.name

    assert given == {}


def test_the_prose_we_write_is_british():
    told = []
    for path in kept():
        if path.suffix in PROSE and "vendor" not in path.parts and path != ROOT / "LICENSE":
            for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
                told += [f"{short(path)}:{number}: {found[0]}" for found in WORDS.finditer(THEIRS.sub("", line))]
    # The page that states the rule quotes what it forbids.
    told = [line for line in told if not line.startswith("docs/decisions/0010")]

    assert told == []


def test_the_docstrings_we_write_are_british():
    told = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
                text = THEIRS.sub("", ast.get_docstring(node) or "")
                told += [f"{short(path)}: {found[0]}" for found in WORDS.finditer(re.sub(r"(?s)>>>.*", "", text))]

    assert told == []
