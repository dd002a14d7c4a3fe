"""F7, F8: a database that is cut off, started again, or busy. What was not committed is not there, what was is not done twice."""

import sqlite3

import pytest
from django.db import OperationalError, connection, connections
from tests.actions.feeding import HEADER, ingest, line, organisation, receive

from baluarte.actions.constituency import add_organisation
from baluarte.actions.feeds import check_accounting
from baluarte.actions.ground import do_once
from baluarte.actions.warning import (
    check_deliveries,
    close_quiet_findings,
    deliver_notices,
    ingest_delivery,
    merge_organisations,
    queue_notices,
)
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Outdated, Unreachable
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.ground.models import Lease
from baluarte.store.ground.shortage import MOST_TRIES, lack, patiently
from baluarte.store.warning.models import FindingRow, OutboxRow

TEXT = HEADER + line("192.0.2.1") + line("192.0.2.3", "never")
SUMS = {"read": 2, "accepted": 1, "duplicate": 0, "quarantined": 1, "matched": 1, "unmatched": 0}
CHANGES = ("INSERT", "UPDATE", "DELETE", "CREATE", "COPY")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db):
    organisation("mill", "198.51.100.0/24", contacts=("security@mill.example",))
    return organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example", "it@hospital.example"))


class Gone(OperationalError):
    """The connection was lost in the middle of a statement."""


def gone() -> Gone:
    return Gone("server closed the connection unexpectedly")


def cut_at_each_write(work) -> int:
    """Lose the connection at the first statement that writes, then at the second, until the work ends; return how often."""
    for number in range(1, 400):
        seen = {"count": 0}

        def count(execute, sql, params, many, context, seen=seen, number=number):
            seen["count"] += sql.lstrip().upper().startswith(CHANGES)
            if seen["count"] == number:
                raise gone()
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(count):
                work(number)
        except OperationalError:
            continue
        if seen["count"] < number:
            return number - 1
    raise AssertionError("It never ended.")


def test_f7_a_connection_lost_at_any_statement_of_an_import_changes_nothing_about_the_end(world, clinic):
    def work(number: int) -> None:
        Lease.objects.update(expires_at="1990-01-01T00:00:00Z")  # what could not be given back has ended
        ingest(world, HEADER + line(f"192.0.2.{number}") + line("192.0.2.250", "never"))

    cuts = cut_at_each_write(work)
    Lease.objects.update(expires_at="1990-01-01T00:00:00Z")
    for number in DeliveryRow.objects.exclude(state="done").values_list("id", flat=True):
        ingest_delivery(world, OPERATOR, number)

    assert cuts > 10
    points = FindingRow.objects.values_list("point", "sightings")
    assert {sightings for _, sightings in points} == {1}
    assert check_accounting(world, OPERATOR, deep=True).failed == ()


def test_f7_a_connection_lost_at_any_statement_of_notices_and_mergers_loses_and_doubles_nothing(world, clinic):
    ingest(world, HEADER + line("192.0.2.1") + line("198.51.100.7"))

    def send(_number: int) -> None:
        OutboxRow.objects.update(leased_until=None)
        deliver_notices(world, OPERATOR)

    cuts = cut_at_each_write(lambda _: queue_notices(world, OPERATOR)) + cut_at_each_write(send)
    cuts += cut_at_each_write(lambda _: close_quiet_findings(world, OPERATOR))
    cuts += cut_at_each_write(lambda _: merge_organisations(world, OPERATOR, "mill", "hospital-central") if not merged() else None)
    queue_notices(world, OPERATOR)
    send(0)

    assert cuts > 20
    assert len({message.message_id for message in world.messages}) == OutboxRow.objects.count() == 2
    doubled = [
        message for place, message in enumerate(world.messages) if message.message_id in {one.message_id for one in world.messages[:place]}
    ]
    assert all("X-Possible-Duplicate" in dict(message.headers) for message in doubled)
    assert FindingRow.objects.filter(organisation__slug="hospital-central").count() == 2
    assert check_deliveries(world, OPERATOR).failed == ()


def merged() -> bool:
    return OrganisationRow.objects.filter(status="merged").exists()


@pytest.fixture
def lose_the_answer(monkeypatch):
    """Return what makes the next commit be done without anybody hearing of it."""
    real, armed = connection._commit, []

    def commit() -> None:
        real()
        if armed:
            armed.clear()
            raise gone()

    monkeypatch.setattr(connection, "_commit", commit)
    return lambda: armed.append(True)


def test_f7_an_import_whose_commit_had_no_answer_is_found_done_and_not_read_again(world, clinic, lose_the_answer, monkeypatch):
    delivery = receive(world, TEXT)
    monkeypatch.setattr(world, "step", lambda name: lose_the_answer() if name == "warning.ingest.before-commit" else None)

    with pytest.raises(OperationalError):
        ingest_delivery(world, OPERATOR, delivery.id)
    again = ingest_delivery(world, OPERATOR, delivery.id)

    assert again.accounting.to_dict() == SUMS
    assert FindingRow.objects.get().sightings == 1
    assert check_accounting(world, OPERATOR, deep=True).failed == ()


def test_f7_a_request_whose_commit_had_no_answer_is_resolved_by_its_key_and_never_done_twice(world, clinic, lose_the_answer):
    def add(keyed) -> str:
        lose_the_answer()
        return add_organisation(keyed, OPERATOR, Organisation("new-one", "New One")).slug

    with pytest.raises(OperationalError):
        do_once(world, OPERATOR, "key-1", "hash-1", add)
    with pytest.raises(Outdated) as running:
        do_once(world, OPERATOR, "key-1", "hash-1", add)

    assert running.value.code == "ground.key-running"
    assert OrganisationRow.objects.filter(slug="new-one").count() == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only a server can be started again under its clients")
def test_f7_a_backend_that_is_ended_in_the_middle_is_said_plainly_and_the_next_connection_goes_on(world, clinic, monkeypatch):
    import psycopg

    delivery = receive(world, TEXT)
    settings = connection.get_connection_params()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]

    def end_it(name: str) -> None:
        if name == "warning.ingest.before-commit":
            where = {key: settings[key] for key in ("dbname", "user", "host", "port") if key in settings}
            with psycopg.connect(**where, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))

    monkeypatch.setattr(world, "step", end_it)
    with pytest.raises(Unreachable) as away:
        ingest_delivery(world, OPERATOR, delivery.id)
    monkeypatch.setattr(world, "step", lambda _name: None)
    connections.close_all()

    assert away.value.code == "ground.database-away"
    assert ingest_delivery(world, OPERATOR, delivery.id).accounting.to_dict() == SUMS


def locked(tmp_path) -> sqlite3.OperationalError:
    """A real `database is locked`, from two writers of one file."""
    one, other = (sqlite3.connect(tmp_path / "one.sqlite3", timeout=0, isolation_level=None) for _ in range(2))
    one.execute("BEGIN IMMEDIATE")
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as busy:
        return busy
    finally:
        one.close()
        other.close()
    raise AssertionError("Both wrote.")


def busy_error(tmp_path) -> OperationalError:
    error = OperationalError("database is locked")
    error.__cause__ = locked(tmp_path)
    return error


def test_f8_a_locked_database_is_tried_again_a_few_times_and_then_says_so(tmp_path):
    tries = []

    def work(ends: int) -> int:
        tries.append(1)
        if len(tries) <= ends:
            raise busy_error(tmp_path)
        return len(tries)

    assert patiently(lambda: work(2)) == 3
    tries.clear()
    with pytest.raises(Unreachable) as busy:
        patiently(lambda: work(99))
    assert (busy.value.code, len(tries)) == ("ground.busy", MOST_TRIES)


@pytest.mark.parametrize(
    ("state", "code"),
    [("40001", "ground.busy"), ("40P01", "ground.busy"), ("55P03", "ground.busy"), ("53100", "ground.no-space"), ("53300", "ground.scarce"),
     ("57P01", "ground.database-away"), ("57P03", "ground.database-away"), ("08006", "ground.database-away"), ("23505", None)],
)  # fmt: skip
def test_f8_what_postgresql_says_is_told_apart(state, code):
    cause = Exception("as the server said it")
    cause.sqlstate = state
    error = OperationalError("as Django passes it on")
    error.__cause__ = cause

    said = lack(error)

    assert (said.code if said else None) == code


def test_f8_an_import_in_the_way_of_another_writer_has_the_same_result(world, clinic, monkeypatch, tmp_path):
    delivery = receive(world, TEXT)
    times = []

    def be_busy(name: str) -> None:
        if name == "warning.ingest.before-commit" and len(times) < MOST_TRIES - 1:
            times.append(name)
            raise busy_error(tmp_path)

    monkeypatch.setattr(world, "step", be_busy)
    done = ingest_delivery(world, OPERATOR, delivery.id)

    assert (len(times), done.accounting.to_dict()) == (MOST_TRIES - 1, SUMS)
    assert FindingRow.objects.get().sightings == 1
    assert DeliveryRow.objects.get().tries == 0
