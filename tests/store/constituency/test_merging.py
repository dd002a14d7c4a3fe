"""A merge keeps the tree a tree, and keeps what was."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from baluarte.core.constituency.tree import in_a_circle
from baluarte.core.errors import Missing, Unusable
from baluarte.store.constituency import merging
from baluarte.store.constituency.models import AssetRow, ContactRow, HistoryRow, OrganisationRow

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 15, tzinfo=UTC)


def _organisation(slug, parent=None):
    return OrganisationRow.objects.create(slug=slug, name=slug.title(), parent=parent)


def _merge(source, target):
    with transaction.atomic():
        merger = merging.begin(source, target, NOW, "account-1")
        done = merging.move_assets(merger), merging.move_contacts(merger)
        merging.finish(merger)
    return done


def _parents():
    return {slug: parent or "" for slug, parent in OrganisationRow.objects.values_list("slug", "parent__slug")}


def test_children_of_the_source_stand_below_the_target():
    source, target = _organisation("source"), _organisation("target")
    _organisation("child", source)

    _merge("source", "target")

    assert _parents() == {"source": "", "target": "", "child": "target"}
    row = OrganisationRow.objects.get(pk=source.pk)
    assert (row.status, row.merged_into, row.version) == ("merged", target, 2)


def test_merging_into_an_own_grandchild_makes_no_circle():
    top = _organisation("top")
    source = _organisation("source", top)
    between = _organisation("between", source)
    _organisation("target", between)
    _organisation("other", source)

    _merge("source", "target")

    parents = _parents()
    assert not any(in_a_circle(slug, parents) for slug in parents)
    assert parents == {"top": "", "source": "top", "between": "top", "target": "between", "other": "target"}


def test_assets_and_contacts_change_hands_and_history_says_so():
    source, target = _organisation("source"), _organisation("target")
    for owner in (source, target):
        AssetRow.objects.create(organisation=owner, kind="domain", value="both.example")
        ContactRow.objects.create(organisation=owner, role="duty", address="both@x.example")
    AssetRow.objects.create(organisation=source, kind="cidr", value="192.0.2.0/24")
    ContactRow.objects.create(organisation=source, role="duty", address="own@x.example")

    assert _merge("source", "target") == (1, 1)

    assert list(AssetRow.objects.order_by("value").values_list("organisation__slug", "value")) == [
        ("target", "192.0.2.0/24"),
        ("target", "both.example"),
    ]
    assert set(ContactRow.objects.values_list("organisation__slug", "address", "status")) == {
        ("source", "both@x.example", "retired"),
        ("source", "own@x.example", "retired"),
        ("target", "both@x.example", "active"),
        ("target", "own@x.example", "active"),
    }
    assert HistoryRow.objects.filter(what="asset").count() == 2
    assert HistoryRow.objects.filter(what="organisation").get().after["status"] == "merged"


def test_nobody_is_merged_twice_or_into_itself_or_into_nobody():
    for slug in ("a", "b", "c"):
        _organisation(slug)
    _merge("a", "b")

    for source, target, error in [("a", "c", Unusable), ("c", "a", Unusable), ("c", "c", Unusable), ("c", "nobody", Missing)]:
        with pytest.raises(error):
            _merge(source, target)
