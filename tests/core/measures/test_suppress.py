"""What is hidden stays hidden, whoever adds and subtracts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from baluarte.core.measures.hiding.solve import Bounds, Sum, bounds, exactly
from baluarte.core.measures.hiding.suppress import CONTRIBUTORS, Cell, suppress

# The worked example of the rule: rows by columns, and what each holds.
ROWS, COLUMNS = ("energy", "health", "finance"), ("phishing", "ransomware", "outage")
INNER = {
    "energy": (24, 3, 15),
    "health": (31, 18, 22),
    "finance": (40, 12, 11),
}
SUMS = [Sum(f"{row}|*", tuple(f"{row}|{column}" for column in COLUMNS)) for row in (*ROWS, "*")] + [
    Sum(f"*|{column}", tuple(f"{row}|{column}" for row in ROWS)) for column in (*COLUMNS, "*")
]


def table() -> dict[str, int | None]:
    cells: dict[str, int | None] = {f"{row}|{column}": INNER[row][n] for row in ROWS for n, column in enumerate(COLUMNS)}
    for n, column in enumerate(COLUMNS):
        cells[f"*|{column}"] = sum(INNER[row][n] for row in ROWS)
    for row in ROWS:
        cells[f"{row}|*"] = sum(INNER[row])
    cells["*|*"] = sum(map(sum, INNER.values()))
    return cells


def hide(*names: str) -> dict[str, int | None]:
    return table() | dict.fromkeys(names)


def test_a_hidden_cell_alone_is_given_away():
    cells = hide("energy|ransomware")

    assert exactly(cells, SUMS) == {"energy|ransomware": 3}
    assert bounds(cells, SUMS) == {"energy|ransomware": Bounds(3, 3)}


def test_two_in_a_column_or_in_a_row_are_given_away():
    down, across = hide("energy|ransomware", "health|ransomware"), hide("energy|ransomware", "energy|outage")

    assert exactly(down, SUMS) == {"energy|ransomware": 3, "health|ransomware": 18}
    assert exactly(across, SUMS) == {"energy|ransomware": 3, "energy|outage": 15}


def test_four_that_form_a_rectangle_are_safe():
    cells = hide("energy|ransomware", "energy|outage", "finance|ransomware", "finance|outage")

    assert exactly(cells, SUMS) == {}
    assert bounds(cells, SUMS) == {
        "energy|ransomware": Bounds(0, 15),
        "energy|outage": Bounds(3, 18),
        "finance|ransomware": Bounds(0, 15),
        "finance|outage": Bounds(8, 23),
    }


def test_suppression_finds_a_safe_set_for_the_worked_example():
    whole = {name: Cell(value or 0, value or 0, 1) for name, value in table().items()}

    shown = suppress(whole, SUMS)

    assert shown["energy|ransomware"] is None
    assert shown["*|*"] == 176
    assert sum(value is None for value in shown.values()) == 4
    assert all((bound.width or 0) >= CONTRIBUTORS for bound in bounds(shown, SUMS).values())


def test_a_cell_that_one_organisation_dominates_is_hidden():
    assert Cell(100, 12, 51).small
    assert not Cell(100, 12, 50).small
    assert not Cell(0, 0, 0).small


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_small_cell_of_any_table_can_be_worked_out(data):
    height, width = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    counts = [[data.draw(st.sampled_from([0, 1, 3, 9, 10, 14, 60, 500])) for _ in range(width)] for _ in range(height)]
    cells = {f"{r}|{c}": counts[r][c] for r in range(height) for c in range(width)}
    cells |= {f"{r}|*": sum(counts[r]) for r in range(height)} | {f"*|{c}": sum(row[c] for row in counts) for c in range(width)}
    cells["*|*"] = sum(map(sum, counts))
    sums = [Sum(f"{r}|*", tuple(f"{r}|{c}" for c in range(width))) for r in [*range(height), "*"]]
    sums += [Sum(f"*|{c}", tuple(f"{r}|{c}" for r in range(height))) for c in [*range(width), "*"]]
    whole = {name: Cell(value, value, min(value, 1)) for name, value in cells.items()}

    shown = suppress(whole, sums)

    found, known = bounds(shown, sums), exactly(shown, sums)
    small = [name for name, cell in whole.items() if cell.small]
    assert all(shown[name] is None for name in small)
    assert known == {}
    assert [name for name, bound in found.items() if bound.width is not None and bound.width < CONTRIBUTORS] == []
    assert all(value is None or value == cells[name] for name, value in shown.items())
