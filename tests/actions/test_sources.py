"""Sources are visited: what is new becomes a delivery once, whatever happens on the way."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.actions.feeding import HEADER, line, organisation

from baluarte.actions.feeds import check_accounting
from baluarte.actions.sources import add_source, change_source, run_due_sources, run_source
from baluarte.actions.warning import ingest_delivery
from baluarte.core.errors import Outdated, Refused, Unusable
from baluarte.core.ground.world import Outside
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.sources.source import Source
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.ledger.models import Mark
from baluarte.store.sources.models import FetchedRow, RoundRow, SourceRow
from baluarte.store.warning.models import FindingRow
from baluarte.testing.servers.shadowserver import Reports, shadowserver
from baluarte.testing.world import Stopped

DAY = date(2026, 3, 5)


def csv(*addresses: str) -> bytes:
    return (HEADER + "".join(line(one) for one in addresses)).encode()


@pytest.fixture
def api():
    return Reports()


@pytest.fixture
def address(api):
    with shadowserver(api) as place:
        yield place


@pytest.fixture
def daily(world, api, address):
    world.outside = Outside(networks=("127.0.0.0/8",))
    world.secrets = {"ss-key": api.key, "ss-hmac": api.secret}
    options = {"url": f"{address}api2/", "files": address, "key_secret": "ss-key", "hmac_secret": "ss-hmac"}
    return add_source(world, OPERATOR, Source("daily", "shadowserver-api", "shadowserver", options))


def ingest(world, visited):
    return [ingest_delivery(world, OPERATOR, number) for number in visited.deliveries]


def test_what_the_list_names_becomes_deliveries_and_findings(world, daily, api):
    organisation("clinic", "192.0.2.0/24")
    api.put(DAY, "scan_rdp", csv("192.0.2.1", "203.0.113.9"))
    api.put(DAY - timedelta(days=2), "scan_ssh", csv("192.0.2.2"))
    api.put(DAY - timedelta(days=3), "scan_ssh", csv("192.0.2.3"))

    visited = run_source(world, OPERATOR, "daily")
    done = ingest(world, visited)

    assert (visited.state, visited.new, [one.file for one in done]) == (
        "done", 2, ["2026-03-05-scan_rdp-anahuac.csv", "2026-03-03-scan_ssh-anahuac.csv"],
    )  # fmt: skip
    assert [one.accounting.accepted for one in done] == [2, 1]
    assert FindingRow.objects.count() == 2
    assert api.requests[0]["date"] == "2026-03-03:2026-03-05"
    assert check_accounting(world, OPERATOR, deep=True).failed == ()


def test_a_name_that_was_taken_is_not_fetched_again_and_a_late_report_is(world, daily, api):
    api.put(DAY, "scan_rdp", csv("192.0.2.1"))
    run_source(world, OPERATOR, "daily")
    api.put(DAY - timedelta(days=1), "scan_ssh", csv("192.0.2.2"))
    before = len(api.web.paths())

    visited = run_source(world, OPERATOR, "daily")
    nothing = run_source(world, OPERATOR, "daily")

    assert (visited.new, len(api.web.paths()) - before) == (1, 1)
    assert (nothing.state, nothing.new) == ("nothing", 0)


def test_yesterdays_file_under_a_new_name_is_a_delivery_of_duplicates(world, daily, api):
    api.put(DAY, "scan_rdp", csv("192.0.2.1"))
    ingest(world, run_source(world, OPERATOR, "daily"))
    api.put(DAY, "scan_rdp", csv("192.0.2.1"), number="another")

    again = ingest(world, run_source(world, OPERATOR, "daily"))

    assert [(one.accounting.accepted, one.accounting.duplicate, one.repeats > 0) for one in again] == [(0, 1, True)]


def test_the_same_name_with_other_content_is_a_new_delivery_and_flagged(world, daily, api):
    api.put(DAY, "scan_rdp", csv("192.0.2.1"))
    run_source(world, OPERATOR, "daily")
    api.listed.clear()
    api.put(DAY, "scan_rdp", csv("192.0.2.1", "192.0.2.2"))

    visited = run_source(world, OPERATOR, "daily")

    assert visited.new == 1
    assert [row.odd for row in FetchedRow.objects.order_by("id")] == [[], ["name-again"]]


def test_a_download_that_breaks_off_goes_on_where_it_was(world, daily, api):
    body = csv(*[f"192.0.2.{number}" for number in range(1, 200)])
    number = api.put(DAY, "scan_rdp", body)
    api.web.files[f"/{number}"].cut_after = 3000

    broken = run_source(world, OPERATOR, "daily")
    whole = run_source(world, OPERATOR, "daily")

    ranges = [headers.get("range", "") for method, path, headers in api.web.asked if path == f"/{number}"]
    assert (broken.state, broken.code, whole.state, ranges) == ("failed", "http.unreachable", "done", ["", "bytes=3000-"])
    assert DeliveryRow.objects.get().bytes == len(body)


def test_a_file_that_changed_while_it_came_is_fetched_from_its_beginning(world, daily, api):
    number = api.put(DAY, "scan_rdp", csv(*[f"192.0.2.{one}" for one in range(1, 200)]))
    api.web.files[f"/{number}"].cut_after = 3000
    run_source(world, OPERATOR, "daily")
    other = csv(*[f"198.51.100.{one}" for one in range(1, 250)])
    api.web.files[f"/{number}"].body = other

    run_source(world, OPERATOR, "daily")

    assert DeliveryRow.objects.get().bytes == len(other)


def test_one_report_that_cannot_be_had_leaves_the_others_and_is_asked_for_again(world, daily, api):
    api.put(DAY, "scan_rdp", csv("192.0.2.1"))
    number = api.put(DAY, "scan_ssh", csv("192.0.2.2"))
    good, api.web.files[f"/{number}"].status = api.web.files[f"/{number}"].status, 500

    partly = run_source(world, OPERATOR, "daily")
    api.web.files[f"/{number}"].status = good
    rest = run_source(world, OPERATOR, "daily")

    assert (partly.state, partly.new, partly.code, rest.new) == ("partial", 1, "source.status", 1)


def test_a_busy_api_is_left_alone_for_as_long_as_it_asks(world, daily, api):
    api.busy, api.retry_after = 1, "7200"

    visited = run_source(world, OPERATOR, "daily")
    world.move(timedelta(minutes=119))
    run_due_sources(world, OPERATOR)
    early = len(api.requests)
    world.move(timedelta(minutes=2))
    run_due_sources(world, OPERATOR)

    assert (visited.state, visited.code, early, len(api.requests)) == ("failed", "source.busy", 0, 1)


def test_a_page_with_the_status_of_a_success_is_a_failure_and_no_delivery(world, daily, api):
    number = api.put(DAY, "scan_rdp", b"<!DOCTYPE html><html>maintenance</html>")
    api.web.files[f"/{number}"].type = "text/html"

    visited = run_source(world, OPERATOR, "daily")

    assert (visited.state, visited.code, DeliveryRow.objects.count()) == ("failed", "file.not-this-format", 0)


@pytest.mark.parametrize(("mood", "code"), [("error", "source.refused"), ("page", "source.not-understood")])
def test_an_error_object_and_a_page_instead_of_the_list_are_said_in_words(world, daily, api, mood, code):
    api.error, api.answer = ("no such report", None) if mood == "error" else ("", b"<html>down</html>")

    visited = run_source(world, OPERATOR, "daily")

    assert (visited.state, visited.code) == ("failed", code)


def test_a_wrong_secret_is_refused_by_the_server_and_neither_key_nor_secret_is_written_down(world, daily, api):
    world.secrets["ss-hmac"] = "another-secret"

    visited = run_source(world, OPERATOR, "daily")

    assert (visited.state, visited.code) == ("failed", "source.refused")
    kept = f"{list(SourceRow.objects.values())} {list(RoundRow.objects.values())} {list(Mark.objects.values())}"
    assert not [one for one in (api.key, api.secret, "another-secret") if one in kept]


def test_a_missing_secret_is_named_and_nothing_is_asked(world, daily, api):
    world.secrets = {}

    visited = run_source(world, OPERATOR, "daily")

    assert (visited.code, api.web.asked) == ("source.secret-missing", [])


def test_a_redirect_loop_and_a_foreign_host_are_stopped_at_the_one_door(world, daily, api):
    first, second = api.put(DAY, "scan_rdp", csv("192.0.2.1")), api.put(DAY, "scan_ssh", csv("192.0.2.1"))
    for number, place in ((first, f"/{first}"), (second, "http://elsewhere.example/x")):
        api.web.files[f"/{number}"].status, api.web.files[f"/{number}"].headers = 302, {"Location": place}

    visited = run_source(world, OPERATOR, "daily")

    assert (visited.state, visited.stumbled, DeliveryRow.objects.count()) == ("failed", 2, 0)
    assert "http.redirect" in visited.code
    assert "elsewhere.example" in visited.words


def test_sources_are_visited_when_their_time_has_come_and_not_before(world, daily, api):
    api.put(DAY, "scan_rdp", csv("192.0.2.1"))

    first = run_due_sources(world, OPERATOR)
    world.move(timedelta(minutes=59))
    early = run_due_sources(world, OPERATOR)
    api.put(DAY, "scan_ssh", csv("192.0.2.1"))
    world.move(timedelta(minutes=1))
    later = run_due_sources(world, OPERATOR)

    assert (len(first), early, len(later)) == (1, [], 1)


def test_a_source_that_was_ended_is_not_visited(world, daily, api):
    change_source(world, OPERATOR, Source(**{**daily.__dict__, "state": "ended"}), 1)

    assert run_due_sources(world, OPERATOR) == []
    assert api.web.asked == []


def test_a_visit_that_dies_at_any_step_takes_every_file_exactly_once_in_the_end(world, daily, api):
    for number in range(3):
        api.put(DAY, f"scan_{number}", csv(f"192.0.2.{number + 1}"))
    point = 0
    while True:
        point += 1
        world.steps.clear()
        world.stop_at = point
        try:
            run_source(world, OPERATOR, "daily")
            break
        except Stopped:
            continue
    world.stop_at = None

    run_source(world, OPERATOR, "daily")

    assert point >= 10
    assert sorted(row.file for row in DeliveryRow.objects.all()) == [f"2026-03-05-scan_{number}-anahuac.csv" for number in range(3)]
    assert not list((Path(world.data) / "incoming" / ".parts").glob("*"))


def test_every_visit_and_every_file_leaves_one_mark(world, daily, api):
    api.put(DAY, "scan_rdp", csv("192.0.2.1"))
    before = Mark.objects.count()

    run_source(world, OPERATOR, "daily")

    assert list(Mark.objects.order_by("id").values_list("action", "kind"))[before:] == [
        ("receive_delivery", "change"),
        ("run_source", "change"),
    ]


def test_two_who_change_a_source_at_once_do_not_undo_each_other(world, daily):
    change_source(world, OPERATOR, daily, 1)

    with pytest.raises(Outdated):
        change_source(world, OPERATOR, daily, 1)


def test_only_the_team_may_describe_or_visit_a_source(world, daily, hospital):
    with pytest.raises(Refused):
        add_source(world, hospital, Source("mine", "upload"))
    with pytest.raises(Refused):
        run_source(world, hospital, "daily")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (Source("Bad Name", "upload"), "source.name"),
        (Source("x", "folder", options={"folder": "../etc"}), "source.folder"),
        (Source("x", "http"), "source.option-missing"),
        (Source("x", "http", options={"url": "file:///etc/passwd"}), "source.address"),
        (Source("x", "http", options={"url": "https://a:b@c.example/"}), "source.address"),
        (Source("x", "mailbox", options={"host": "h", "user": "u", "password_secret": "My Pass!"}), "source.secret-name"),
        (Source("x", "upload", options={"colour": "red"}), "source.option"),
        (Source("x", "upload", feed="nothing"), "feed.unknown"),
        (Source("x", "upload", schedule="sometimes"), "source.schedule"),
        (Source("x", "upload", mapping="columns: {nonsense: a}"), "mapping.unusable"),
    ],
)
def test_a_source_that_is_described_wrongly_is_refused_with_the_reason(world, wrong, code):
    with pytest.raises(Unusable) as caught:
        add_source(world, OPERATOR, wrong)

    assert caught.value.code == code
