"""The book of rules: which rule holds where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.rules import page, python
from tools.rules.source import Source


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the check, the folders it holds in, and files that are its proper place."""

    name: str
    check: Callable[[Source], Iterator[int]]
    within: tuple[str, ...]
    home: tuple[str, ...] = ()
    suffix: str = ".py"

    def holds_in(self, path: str) -> bool:
        """Return whether a file is this rule's business."""
        return path.endswith(self.suffix) and path.startswith(self.within) and not path.startswith(self.home or ("\0",))

    @property
    def sentence(self) -> str:
        """What the rule says, as its reader sees it."""
        return (self.check.__doc__ or "").strip()


@dataclass(frozen=True)
class Breach:
    """One line that breaks one rule."""

    path: str
    line: int
    rule: Rule

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule.name}: {self.rule.sentence}"


PURE = ("src/baluarte/core/", "src/baluarte/formats/")
OURS = ("src/baluarte/", "tools/")
PAGES = ("src/baluarte/",)
RULES = (
    Rule("writes-a-file", python.writes_a_file, PURE),
    Rule(
        "splitlines", python.splitlines, (*PURE, "src/baluarte/store/", "src/baluarte/actions/", "src/baluarte/gateways/", "tools/recount/")
    ),
    Rule("runs-what-it-reads", python.runs_what_it_reads, (*OURS, "tests/")),
    # The one file that makes markup: cleaned letters, and charts of our own drawing.
    Rule("marks-safe", python.marks_safe, ("src/baluarte/",), ("src/baluarte/wiring/words.py",)),
    Rule("spreads-into-a-lookup", python.spreads_into_a_lookup, ("src/baluarte/",)),
    Rule(
        "holds-keys",
        python.holds_keys,
        ("src/baluarte/",),
        (
            "src/baluarte/core/ledger/",
            "src/baluarte/core/rights/",
            "src/baluarte/store/ledger/",
            "src/baluarte/gateways/",
            "src/baluarte/testing/servers/",
        ),
    ),
    Rule("raw-sql", python.raw_sql, ("src/baluarte/",)),
    Rule("todo-without-issue", python.todo_without_issue, (*OURS, "tests/")),
    Rule("patches-our-names", python.patches_our_names, ("tests/",)),
    Rule("unescaped", page.unescaped, PAGES, suffix=".html"),
    Rule("breaks-csp", page.breaks_csp, PAGES, suffix=".html"),
    Rule("fetches-from-outside", page.fetches_from_outside, PAGES, suffix=".html"),
)


def breaches(source: Source, rules: tuple[Rule, ...] = RULES) -> Iterator[Breach]:
    """Yield each line of a file that breaks a rule and gives no reason for it."""
    for rule in rules:
        if rule.holds_in(source.path):
            lines = sorted(set(rule.check(source)))
            yield from (Breach(source.path, line, rule) for line in lines if not source.allows(rule.name, line))
