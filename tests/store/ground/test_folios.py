"""Folios of a year follow each other without gaps, also when an act fails."""

import pytest
from django.db import transaction

from baluarte.store.ground.folios import next_folios

pytestmark = pytest.mark.django_db


def test_a_series_belongs_to_a_year():
    assert next_folios("AN", 2026, 2) == ["AN-2026-000001", "AN-2026-000002"]
    assert next_folios("AN", 2027) == ["AN-2027-000001"]
    assert next_folios("AN", 2026) == ["AN-2026-000003"]


def test_a_failed_act_gives_its_number_back():
    with pytest.raises(KeyError), transaction.atomic():
        _take_and_fail()

    assert next_folios("AN", 2026) == ["AN-2026-000001"]


def _take_and_fail():
    next_folios("AN", 2026, 10)
    raise KeyError
