"""Each structural rule finds what it is for, leaves alone what is right, and yields to a reason."""

import pytest
from tools.rules.__main__ import sources
from tools.rules.book import RULES, breaches
from tools.rules.source import Source

CORE, STORE, DESK, TEST, PAGE = (
    "src/baluarte/core/feeds/x.py",
    "src/baluarte/store/feeds/x.py",
    "src/baluarte/faces/desk/x.py",
    "tests/core/test_x.py",
    "src/baluarte/wiring/templates/x.html",
)
WRONG = (
    ("writes-a-file", CORE, 'frame.write_parquet("out.parquet")'),
    ("writes-a-file", CORE, "def f(path: str):\n    frame.write_csv(path)"),
    ("writes-a-file", CORE, "frame.lazy().sink_csv(target)"),
    ("writes-a-file", CORE, 'xlsxwriter.Workbook("a.xlsx")'),
    ("splitlines", CORE, "lines = text.splitlines()"),
    ("runs-what-it-reads", STORE, "import pickle"),
    ("runs-what-it-reads", STORE, "value = eval(text)"),
    ("runs-what-it-reads", STORE, "yaml.load(text, Loader=yaml.SafeLoader)"),
    ("runs-what-it-reads", "tools/x.py", "subprocess.run(line, shell=True)"),
    ("marks-safe", DESK, "from django.utils.safestring import mark_safe"),
    ("spreads-into-a-lookup", STORE, "rows = Row.objects.filter(**asked)"),
    ("spreads-into-a-lookup", DESK, "rows.exclude(**request.GET)"),
    ("holds-keys", STORE, "from cryptography.fernet import Fernet"),
    ("raw-sql", STORE, 'Row.objects.raw("select 1")'),
    ("todo-without-issue", CORE, "a = 1  # TODO: later"),
    ("patches-our-names", TEST, 'monkeypatch.setattr("baluarte.core.errors.Broken", None)'),
    ("unescaped", PAGE, "<p>{{ value|safe }}</p>"),
    ("unescaped", PAGE, "{% autoescape off %}"),
    ("breaks-csp", PAGE, '<p style="color: red">'),
    ("breaks-csp", PAGE, '<a onclick="go()">'),
    ("breaks-csp", PAGE, "<script>go()</script>"),
    ("fetches-from-outside", PAGE, '<img src="https://a.example/x.png">'),
)
RIGHT = (
    (CORE, "def f():\n    out = io.BytesIO()\n    frame.write_parquet(out)\n    return out.getvalue()"),
    (CORE, "text = frame.write_csv()"),
    (CORE, "def f(out: BinaryIO):\n    frame.write_ndjson(out)"),
    (CORE, 'lines = text.split("\\n")'),
    (STORE, "yaml.load(text, Loader=yaml.BaseLoader)"),
    (STORE, "Row.objects.filter(**{'a': 1})"),
    (STORE, "subprocess.run([program], shell=False)"),
    (CORE, "a = 1  # TODO(#12): later"),
    ("src/baluarte/core/ledger/x.py", "from cryptography.hazmat.primitives.asymmetric import ed25519"),
    (PAGE, '<p class="red">{{ value }}</p><script src="/static/start.js" defer></script><a href="https://a.example">a</a>'),
)


def names(path: str, text: str) -> set[str]:
    return {breach.rule.name for breach in breaches(Source(path, text))}


@pytest.mark.parametrize(("rule", "path", "text"), WRONG)
def test_a_rule_finds_what_it_is_for(rule, path, text):
    assert names(path, text) == {rule}


@pytest.mark.parametrize(("path", "text"), RIGHT)
def test_a_rule_leaves_alone_what_is_right(path, text):
    assert names(path, text) == set()


def test_a_reason_on_the_line_is_an_exception_and_a_bare_word_is_not():
    with_reason = "lines = text.splitlines()  # allow splitlines: two lines of our own"
    without = "lines = text.splitlines()  # allow splitlines:"

    assert names(CORE, with_reason) == set()
    assert names(CORE, without) == {"splitlines"}


def test_every_rule_has_a_case_and_a_sentence():
    assert {rule.name for rule in RULES} == {rule for rule, _, _ in WRONG}
    assert all(rule.sentence.endswith(".") for rule in RULES)


def test_the_checkout_breaks_no_rule():
    assert [str(breach) for source in sources() for breach in breaches(source)] == []
