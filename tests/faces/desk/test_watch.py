"""What the watch found stands on the first page of the desk, in both languages."""

from dataclasses import replace

import pytest

from baluarte.store.ground.models import Halt


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Nunca se ha comprobado la promesa sobre los acuses"), ("en", "about the receipts was never checked")]
)
def test_a_check_that_never_ran_is_an_alarm_where_data_is_real(on_duty, world, language, words):
    quiet = on_duty.get(f"/{language}/desk").content.decode()
    world.house = replace(world.house, synthetic=False)

    page = on_duty.get(f"/{language}/desk").content.decode()

    assert words in page
    assert words not in quiet


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Cola detenida: el envío de notificaciones"), ("en", "Stopped: the sending of notices")]
)
def test_a_stopped_queue_is_said_with_the_way_to_let_it_go_on(on_duty, world, language, words):
    Halt.objects.create(queue="notices", promise="deliveries", why="x", at=world.now())

    page = on_duty.get(f"/{language}/desk").content.decode()

    assert words in page
    assert "baluarte job release notices" in page
