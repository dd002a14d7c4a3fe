"""What is sent: small files are read while their sender waits, large ones by the worker while pages are served."""

import gzip
from threading import Event

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.actions.feeding import HEADER, line, organisation, receive

from baluarte.core.feeds.uploads.size import AT_ONCE
from baluarte.faces.jobs.bells import Ringer
from baluarte.store.feeds.models import DeliveryRow
from baluarte.wiring.reader import look_until

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "2026-03-05-scan_rdp-anahuac.csv"
ROWS = 40
SMALL = (HEADER + "".join(line(f"192.0.2.{row}") for row in range(ROWS))).encode()
PADDED = SMALL + b"\n" * (AT_ONCE - len(SMALL) + 1)  # blank lines are no rows


@pytest.fixture(autouse=True)
def clinic(world):
    return organisation("clinic", "192.0.2.0/24")


def send(client, body: bytes, name: str = NAME):
    file = SimpleUploadedFile(name, body, content_type="text/csv")
    return client.post("/es/desk/import", {"what": "reports", "file": file})


def look_once(world):
    """Let the reader of the worker look once."""
    stop, looks = Event(), []

    def wait(_seconds: float) -> bool:
        looks.append(1)
        return len(looks) > 1

    stop.wait = wait
    look_until(stop, Ringer(lambda: world))


def test_a_small_file_is_read_before_its_sender_has_the_page(on_duty):
    answer = send(on_duty, SMALL)

    page = on_duty.get(answer["Location"]).content.decode()
    assert DeliveryRow.objects.get().accepted == ROWS
    assert "hx-trigger" not in page


@pytest.mark.parametrize(
    ("body", "name"), [(PADDED, NAME), (gzip.compress(PADDED) + b"\0" * (AT_ONCE // 16), f"{NAME}.gz")], ids=["long", "packed"]
)
def test_a_large_file_is_kept_and_shown_as_being_read(on_duty, body, name):
    answer = send(on_duty, body, name)

    page = on_duty.get(answer["Location"]).content.decode()
    row = DeliveryRow.objects.get()
    assert (row.state, row.left, row.bytes) == ("received", True, len(body))
    assert "Se está leyendo" in page
    assert 'hx-trigger="every 3s"' in page


def test_the_worker_reads_what_was_left_without_waiting_for_the_next_minute(on_duty, world):
    answer = send(on_duty, PADDED)

    look_once(world)

    page = on_duty.get(answer["Location"]).content.decode()
    assert DeliveryRow.objects.get().accepted == ROWS
    assert "hx-trigger" not in page


def test_the_worker_touches_nothing_that_somebody_is_about_to_read(world):

    receive(world, SMALL)

    look_once(world)

    assert DeliveryRow.objects.get().state == "received"
