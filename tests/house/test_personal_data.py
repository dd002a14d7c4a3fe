"""Personal data by construction: every field is in the catalogue, every read says for what, and what must never be is not there."""

import ast
import inspect
import re

import pytest
from django.apps import apps
from django.db import models
from tests.house.building import ROOT, SRC, modules, short, tree
from tools.docs.actions import actions
from tools.docs.powers import callers_of, reads_a_person

from baluarte.core.rights.purposes.use import Use
from baluarte.formats.rightsfile.catalogue import read_catalogue
from baluarte.formats.rightsfile.purposes import read_purposes
from baluarte.store.rights.keys.fields import SealedBytes, SealedMailbox, SealedText

RIGHTS = ROOT / "packs" / "anahuac" / "rights"
PURPOSES = read_purposes((RIGHTS / "purposes.yaml").read_bytes())
CATALOGUE = read_catalogue((RIGHTS / "catalogue.yaml").read_bytes(), PURPOSES.purposes)
ACTIONS = actions()
# A column whose name says one of these may hold something of a person, and must be judged.
TELLING = {
    "address",
    "mail",
    "email",
    "recipient",
    "sender",
    "phone",
    "telephone",
    "clear",
    "contact_name",
    "reporter",
    "before",
    "after",
    "raw",
    "answer",
}
# Store functions that hand out a person: whoever calls one names a use, or stands here with the reason.
OPENS = {
    ("shelf", "contacts"), ("shelf", "page"), ("lists", "notices"), ("lists", "notice"), ("lists", "replies"), ("lists", "reply"), ("telling", "prepare"),
}  # fmt: skip
NEEDS_NO_USE = {
    "constituency": "changes what the caller names; what it returns is what the caller wrote",
    "queue_notices": "the system writes to the contacts; a person sees the numbers alone",
    "campaigns": "asks for a letter of its own words, and counts contacts",
    "check_walls": "compares owners of rows, and shows none",
}


def columns() -> dict[str, models.Field]:
    """Every column of our tables, as `table.column`."""
    ours = [one for one in apps.get_models() if one.__module__.startswith("baluarte.store")]
    return {f"{model._meta.db_table}.{field.column}": field for model in ours for field in model._meta.local_fields}


def test_every_column_that_may_hold_a_person_is_in_the_catalogue():
    telling = {name for name in columns() if TELLING & {name.partition(".")[2], *name.partition(".")[2].split("_")}}
    sealed = {name for name, field in columns().items() if isinstance(field, SealedBytes | SealedMailbox | SealedText)}

    assert sorted((telling | sealed) - set(CATALOGUE.fields) - set(CATALOGUE.cleared)) == [], "list it in rights/catalogue.yaml"


def test_the_catalogue_names_no_column_that_is_not_there():
    assert sorted({*CATALOGUE.fields, *CATALOGUE.cleared} - set(columns())) == []


def test_what_the_catalogue_calls_sealed_is_sealed():
    kinds = SealedBytes | SealedMailbox | SealedText
    by_hand = {"constituency_historyrow.before", "constituency_historyrow.after"}  # one value within a JSON of many

    wrong = [name for name, field in CATALOGUE.fields.items() if field.sealed != (isinstance(columns()[name], kinds) or name in by_hand)]

    assert wrong == []


def test_a_use_has_no_default_and_neither_has_an_action_that_asks_for_one():
    assert all(one.default is inspect.Parameter.empty for one in inspect.signature(Use).parameters.values())
    for path in (SRC / "actions").rglob("*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                given = {one.arg: default for one, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)}
                assert given.get("use") is None, f"{short(path)}: {node.name}"


def test_whoever_notes_a_read_is_told_for_what():
    noting = {name.partition(".")[2] for name in callers_of("note_read")}

    assert noting == {one.name for one in ACTIONS if reads_a_person(one)}
    assert len(noting) >= 10


def test_whoever_opens_a_person_names_a_use_or_says_why_not():
    silent = []
    for path in (SRC / "actions").rglob("*.py"):
        room = path.relative_to(SRC / "actions").parts[0].removesuffix(".py")
        for node in (one for one in tree(path).body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")):
            calls = {(c.func.value.id, c.func.attr) for c in ast.walk(node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Attribute) and isinstance(c.func.value, ast.Name)}  # fmt: skip
            if calls & OPENS and "use" not in {one.arg for one in node.args.kwonlyargs} and not {room, node.name} & set(NEEDS_NO_USE):
                silent.append(f"{room}.{node.name}")

    assert silent == []


# What must never be here, and why (rights.md 4). Absent, not merely forbidden: there is no code to switch on.
NEVER = {
    "watching content": (
        r"(?:intercept|wiretap|eavesdrop|surveil)_?\w*|(?:watch|monitor|read)_(?:private|social|chat|communication|browsing|person|people)\w*",
        "No function reads what people say to each other: feeds carry technical facts about systems.",
    ),
    "orders to block": (
        r"(?:seize|delist|censor)_?\w*|(?:block|take_?down|remove)_(?:site|domain|content|account|url|address)s?",
        "A warning is information and never a demand; a list of blocked things would be one.",
    ),
    "person search": (
        r"(?:search|find|look_?up|locate|track)_(?:person|people|citizen|reporter|individual)s?",
        "Whoever can search persons across cases will be asked to.",
    ),
    "identity registers": (
        r"(?:curp|rfc|ine|nss|passport|biometric|fingerprint_of_person|face)_(?:query|lookup|check|match|registry)",
        "No query by register number or face: the product needs none.",
    ),
    "scores of persons": (
        r"(?:score|rank|profile|rate)_(?:person|people|citizen|reporter|contact|employee)s?",
        "Scores exist for systems, organisations and commitments.",
    ),
    "scanning": (
        r"(?:port_?scan|probe_host|active_scan|nmap|masscan|zmap)",
        "We scan nobody: we tell people what others saw.",
    ),
    "trackers": (
        r"(?:google-analytics|googletagmanager|matomo|plausible\.io|doubleclick|hotjar)",
        "A page that tells somebody else who read it is a trap for whoever must not be seen.",
    ),
}


@pytest.mark.parametrize("name", NEVER)
def test_what_must_never_be_here_is_not_here(name):
    form, why = NEVER[name]
    pages = [short(path) for path in sorted((SRC / "wiring" / "templates").rglob("*.html")) if re.search(form, path.read_text("utf-8"))]
    named = [
        f"{short(path)}: {one}"
        for path in modules()
        if path.is_relative_to(SRC)
        for one in _names(path)
        if re.fullmatch(form, one.lower().strip("_"))
    ]

    assert [*(pages if name == "trackers" else ()), *named] == [], why


def _names(path) -> list[str]:
    """Every function, class and file of a module, as its author named it."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [path.stem, *(node.name for node in ast.walk(tree(path)) if isinstance(node, kinds))]


def test_no_incident_class_speaks_of_what_people_say():
    speech = re.compile(r"harmful-speech|hate-speech|disinformation|violence|copyright", re.IGNORECASE)
    offered = sorted((SRC / "core" / "warning" / "findings").rglob("rules.yaml"))

    assert offered
    assert [short(path) for path in offered if speech.search(path.read_text("utf-8"))] == []


def test_a_message_has_no_hidden_copy():
    assert "Bcc" not in (SRC / "gateways" / "mail.py").read_text("utf-8")


def test_no_export_has_a_column_of_a_masked_class():
    masked = {name for name, told in CATALOGUE.classes.items() if told.masked}
    personal = [field.name for field in CATALOGUE.fields.values() if field.data_class in masked and "export" in field.exits]

    # The words of a reply's subject leave masked; raw rows that were set aside go back to whoever sent them.
    assert set(personal) <= {"replies_replyrow.subject", "feeds_quarantinerow.shown", "feeds_quarantinerow.value"}


def test_no_numeric_column_stands_on_a_person():
    numbers = models.IntegerField | models.FloatField | models.DecimalField
    people = {"rights_accountname", "constituency_contactrow"}
    own_use = {"constituency_contactrow.returned"}  # how often mail came back: of the mailbox, not of who reads it

    found = {
        name
        for name, field in columns().items()
        if name.partition(".")[0] in people and isinstance(field, numbers) and not field.primary_key
    }

    assert found <= own_use
