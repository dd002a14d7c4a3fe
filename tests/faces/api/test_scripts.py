"""Behaviour as a readable script: `*.http.txt` holds requests, and what each must answer.

A request is a line `METHOD path`, its headers, and a body after a blank line. Below `<`
stand the status, headers that must be there, and fragments of the body, one a line.
`$TOKEN` is a token of the administrator; `$NAME` is a value taken by `<= NAME json.path`.
"""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPTS = sorted(Path(__file__).parent.glob("*.http.txt"))


def exchanges(text):
    """Yield (request lines, answer lines) of a script; lines that begin with # explain."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for block in re.split(r"\n(?=> )", "\n" + kept):
        if block.strip():
            request, _, answer = block.strip().partition("\n< ")
            yield request.removeprefix("> ").splitlines(), answer.splitlines()


def ask(client, lines, known):
    lines = [re.sub(r"\$([A-Z]+)", lambda found: known[found[1]], line) for line in lines]
    method, path = lines[0].split(" ", 1)
    blank = lines.index("") if "" in lines else len(lines)
    headers = dict(line.split(": ", 1) for line in lines[1:blank])
    body = "\n".join(lines[blank + 1 :])
    kind = headers.pop("Content-Type", "application/json")
    if method == "GET":
        return client.get(path, headers=headers)
    return client.generic(method, path, body, content_type=kind, headers=headers)


def check(answer, lines, known):
    status, *rest = lines
    assert answer.status_code == int(status), answer.content.decode()
    for line in rest:
        if found := re.fullmatch(r"<= ([A-Z]+) ([\w.]+)", line):
            value = answer.json()
            for part in found[2].split("."):
                value = value[int(part) if part.isdigit() else part]
            known[found[1]] = str(value)
        elif found := re.fullmatch(r"([A-Z][\w-]+): (.+)", line):
            assert found[2] in answer.headers[found[1]]
        else:
            assert line.strip() in answer.content.decode()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name.removesuffix(".http.txt"))
def test_the_interface_behaves_as_its_script_says(path, stranger, token, seen):
    known = {"TOKEN": token}

    for request, expected in exchanges(path.read_text("utf-8")):
        check(ask(stranger.client, request, known), expected, known)


def test_there_are_scripts():
    assert SCRIPTS
