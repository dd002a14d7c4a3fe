"""Guessing is slow by every method and spelling, and slows nobody else; a wrong secret and an unknown name are answered alike."""

import re

import pytest
from tests.security.asking import Asker, comparable

pytestmark = pytest.mark.django_db


def spellings(word: str) -> tuple[str, ...]:
    """Return ways to write the same folio or name, which must count as one."""
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalnum() else letter for letter in word)
    return word, word.lower(), f" {word} ", wide, word.replace("-", "\u2010")


@pytest.fixture
def folio(two) -> str:
    return re.search(r"/f/([A-Z0-9-]+)", two[0].secret_links[0])[1]


def tried(client, address: str, *, method: str = "GET", network: str = "192.0.2.50", **body: str) -> int:
    send = client.post if method == "POST" else client.head if method == "HEAD" else client.get
    return (
        send(address, body or {}, REMOTE_ADDR=network).status_code if method == "POST" else send(address, REMOTE_ADDR=network).status_code
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_link_of_a_notice_is_not_guessed_by_any_method(client, folio, method):
    statuses = [tried(client, f"/es/f/{folio}?k=wrong{number}", method=method) for number in range(9)]

    assert 429 in statuses
    assert statuses[0] != 429


def test_every_spelling_of_a_folio_counts_as_the_same(client, folio):
    statuses = [
        tried(client, "/es/verify", method="POST", folio=one, code=f"AAAA-{number:04}") for number in range(3) for one in spellings(folio)
    ]

    assert 429 in statuses[:9]


def test_changing_the_method_does_not_begin_the_count_anew(client, folio):
    for number in range(6):
        tried(client, f"/es/f/{folio}?k=wrong{number}", method=("GET", "POST")[number % 2])

    assert tried(client, f"/es/f/{folio}?k=more") == 429
    assert tried(client, f"/es/f/{folio}?k=more", method="POST") == 429


def test_who_guesses_slows_nobody_of_another_network(client, two, folio):
    for number in range(12):
        tried(client, f"/es/f/{folio}?k=wrong{number}")

    assert tried(client, f"/es{two[0].secret_links[0]}", network="198.51.100.77") == 200


def test_many_things_tried_from_one_network_are_counted_together(client, two):
    statuses = [tried(client, f"/es/f/AN-2026-{number:06}?k=wrong") for number in range(100, 140)]

    assert 429 in statuses


def test_an_unknown_folio_and_a_wrong_code_are_answered_alike(client, folio):
    unknown, wrong = (comparable(client.post("/es/verify", {"folio": one, "code": "AAAA-AAAA"}), one) for one in ("AN-2026-987654", folio))

    assert unknown == wrong


def test_a_token_that_is_wrong_unknown_or_of_another_form_is_answered_alike(client, two):
    a, _ = two
    key = a.key
    odd = (key[:-1] + ("0" if key[-1] != "0" else "1"), "blw_" + "0" * 76, "nonsense", "", key.upper(), f"{key} ", key[:40])
    answers = {
        (answer.status_code, comparable(answer))
        for one in odd
        for answer in [client.get("/api/2026-11/findings", headers={"Authorization": f"Bearer {one}"})]
        if one.strip() != key
    }

    assert len(answers) == 1
    assert next(iter(answers))[0] == 401


def test_a_token_in_an_address_opens_nothing_and_ends(two, client):
    a, _ = two

    assert client.get(f"/api/2026-11/findings?token={a.key}").status_code == 401
    assert Asker(a).ask("GET", "/api/2026-11/findings").status_code in {200, 401}
    client.get(f"/es/?k={a.key}")
    assert Asker(a).ask("GET", "/api/2026-11/findings").status_code == 401
