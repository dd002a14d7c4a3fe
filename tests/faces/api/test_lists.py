import io

import pytest
from tests.faces.api.conftest import Program

from baluarte.actions import feeds, rights, warning
from baluarte.core.rights.actors import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = ("findings", "deliveries", "quarantine", "organisations", "contacts", "assets", "notices")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_answers_with_rows_total_label_and_an_etag(program, seen, name):
    answer = program.get(f"/{name}")

    assert answer.status_code == 200
    assert set(answer.json()) == {"rows", "total", "next", "withheld", "label", "notes"}
    assert answer.json()["total"] >= len(answer.json()["rows"])
    assert program.get(f"/{name}", **{"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_total_is_that_of_the_page(program, seen, on_duty):
    api = program.get("/findings?severity=high&severity=medium&severity=low&severity=critical&severity=info").json()
    page = on_duty.get("/es/desk/findings.json?severity=high&severity=medium&severity=low&severity=critical&severity=info").json()

    assert api["total"] == len(page["rows"]) == 60


def test_cursors_walk_the_whole_list_once(program, seen):
    first = program.get("/findings?limit=25").json()
    folios, following = [row["folio"] for row in first["rows"]], first["next"]
    while following:
        window = program.get(f"/findings?limit=25&cursor={following}").json()
        folios += [row["folio"] for row in window["rows"]]
        following = window["next"]

    assert len(folios) == len(set(folios)) == first["total"] == 60


def test_a_cursor_is_bound_to_its_query_limit_and_reader(program, seen, live):
    cursor = program.get("/findings?limit=25").json()["next"]
    other = Program(rights.make_token(live, OPERATOR, "another", 30))
    number, _, seal = cursor.partition(".")

    for path in (
        f"/findings?limit=25&severity=high&cursor={cursor}",
        f"/findings?limit=50&cursor={cursor}",
        f"/assets?limit=25&cursor={cursor}",
        f"/findings?limit=25&cursor=3.{seal}",
        f"/findings?limit=25&cursor={number}.{'0' * 32}",
    ):
        assert program.get(path).status_code == 404
    assert other.get(f"/findings?limit=25&cursor={cursor}").status_code in {200, 404}


def test_an_unknown_key_is_refused_with_the_nearest(program):
    answer = program.get("/findings?severty=high")

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["code"] == "query.unknown-key"
    assert "severity" in answer.json()["fix"]


def test_the_page_keys_are_answered_with_those_of_this_face(program):
    assert "cursor" in program.get("/findings?page=2").json()["fix"]
    assert "limit" in program.get("/findings?per=50").json()["fix"]


@pytest.mark.parametrize("number", ["-1", "0", "101", str(2**31), str(2**63), str(2**70), "1e3", "", "%00"])
def test_no_number_makes_a_list_fail(program, number):
    assert program.get(f"/findings?limit={number}").status_code == 422
    assert program.get(f"/findings?cursor={number}").status_code in {200, 422}


@pytest.mark.parametrize("path", ["/deliveries/{}", "/checks/accounting?delivery={}"])
@pytest.mark.parametrize("number", [-1, 0, 2**31, 2**63, 2**70])
def test_no_number_makes_an_address_fail(program, path, number):
    assert program.get(path.format(number)).status_code == 422


@pytest.mark.parametrize(
    "words", ["q=%00", "q=%FF", "sort=%00", "organisation=%00", "cols=nope", "since=yesterday", "priority.from=" + "9" * 400]
)
def test_no_word_makes_a_list_fail(program, words):
    assert program.get(f"/findings?{words}").status_code in {200, 422}


def test_columns_are_chosen_and_ordered_by_the_address_and_the_label_travels_along(program, seen):
    row = program.get("/findings?cols=point,folio&limit=1").json()["rows"][0]

    assert list(row) == ["point", "folio", "tlp"]


def test_a_problem_speaks_the_language_that_was_asked_for(program):
    spanish = program.get("/findings?severty=high", **{"Accept-Language": "es-MX"}).json()
    english = program.get("/findings?severty=high").json()

    assert spanish["code"] == english["code"]
    assert spanish["detail"] != english["detail"]


@pytest.mark.parametrize("words", ["q=caf", "sort=raw", "raw=x", "raw.not=x", "raw.from=a", "raw=", "row=2", "q=9.9"])
def test_rows_that_were_no_text_can_be_searched_and_sorted(program, live, words):
    data = b'timestamp,ip,port,protocol,tag\n2026-03-05 01:00:00,192.0.2.999,443,tcp,caf\xe9\n2026-03-05 01:00:00,192.0.2.999,443,tcp,"x\n'
    received = feeds.receive_delivery(live, OPERATOR, "auto", "2026-03-05-scan_ssl-anahuac.csv", io.BytesIO(data))
    warning.ingest_delivery(live, OPERATOR, received.id)

    answer = program.get(f"/quarantine?{words}")

    assert answer.status_code == 200


def test_a_column_that_has_the_name_of_a_key_of_the_page_is_a_filter_here(program, live):
    data = b"timestamp,ip,port,protocol\n2026-03-05 01:00:00,192.0.2.999,443,tcp\n2026-03-05 01:00:00,192.0.2.998,443,tcp\n"
    received = feeds.receive_delivery(live, OPERATOR, "auto", "2026-03-05-scan_ssl-anahuac.csv", io.BytesIO(data))
    warning.ingest_delivery(live, OPERATOR, received.id)

    assert program.get("/quarantine?row=2").json()["total"] == 1


@pytest.mark.parametrize("query", ["limit=10&limit=20", "limit=10&cursor=&cursor=", "sort=point&sort=-point", "q=a&q=b"])
def test_h2_a_key_that_takes_one_value_is_refused_where_it_stands_twice(program, seen, query):
    answer = program.get(f"/findings?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "query.twice")


def test_h6_a_file_that_takes_no_key_refuses_one(program, seen, on_duty):
    answer = on_duty.get("/es/desk/over-time.csv?since=7d")

    assert answer.status_code == 422
    assert on_duty.get("/es/desk/over-time.csv").status_code == 200
