"""The asset file of `baluarte warn`: good rows count, bad rows come back by line."""

import polars as pl
import pytest

from baluarte.core.constituency.asset_file import read_asset_file
from baluarte.core.errors import Unusable

HEADER = ("organisation", "name", "kind", "value", "contact", "language")


def _file(*rows, header=HEADER):
    table = pl.DataFrame([dict(zip(header, row, strict=True)) | {"#line": line} for line, row in enumerate(rows, 2)])
    return read_asset_file(table)


def test_one_row_is_one_asset_and_organisations_are_gathered():
    file = _file(
        ("hospital-central", "Hospital Central", "cidr", "192.0.2.0/24", "seguridad@hospital.example", "both"),
        ("hospital-central", "", "domain", "Hospital.example", "seguridad@hospital.example", ""),
        ("redes-del-sur", "", "asn", "AS64496", "", "en"),
    )

    assert [(one.slug, one.name, one.language) for one in file.organisations] == [
        ("hospital-central", "Hospital Central", "both"),
        ("redes-del-sur", "redes-del-sur", "en"),
    ]
    assert [one.address for one in file.contacts] == ["seguridad@hospital.example"]
    assert file.claims.select("asset", "org", "kind", "value").rows() == [
        (1, 1, "cidr", "192.0.2.0/24"),
        (2, 1, "domain", "hospital.example"),
        (3, 2, "asn", "64496"),
    ]
    assert not file.problems


def test_other_text_becomes_a_slug_and_two_texts_of_one_slug_are_refused():
    file = _file(
        ("Hospital del Niño", "", "cidr", "192.0.2.0/25", "", ""),
        ("hospital-del-nino", "", "cidr", "192.0.2.128/25", "", ""),
        ("Hospital  del Niño", "", "cidr", "198.51.100.0/24", "", ""),
        ("¿?", "", "cidr", "203.0.113.0/24", "", ""),
    )

    assert [one.slug for one in file.organisations] == ["hospital-del-nino"]
    assert [one.value for one in file.assets] == ["192.0.2.0/25", "198.51.100.0/24"]
    assert [(one.line, one.code, one.near) for one in file.problems] == [
        (3, "assets.slug-clash", "Hospital del Niño"),
        (5, "assets.no-slug", ""),
    ]


def test_bad_rows_are_reported_by_line_and_good_rows_are_kept():
    file = _file(
        ("a", "", "cidr", "192.0.2.7/24", "", ""),
        ("a", "", "cidr", "192.0.2.0/24", "", ""),
        ("", "", "cidr", "192.0.2.0/24", "", ""),
        ("a", "", "subnet", "192.0.2.0/24", "", ""),
        ("a", "", "domain", "", "", ""),
    )

    assert [one.value for one in file.assets] == ["192.0.2.0/24"]
    assert file.rejected().select("line", "column", "code").rows() == [
        (2, "value", "value.host-bits"),
        (4, "organisation", "row.missing"),
        (5, "kind", "asset.kind"),
        (6, "value", "row.missing"),
    ]
    assert file.read == len(file.assets) + len(file.problems)


def test_wide_networks_are_taken_with_a_note_because_the_owner_of_the_file_vouches():
    file = _file(("a", "", "cidr", "0.0.0.0/0", "", ""), ("a", "", "cidr", "::/0", "", ""), ("a", "", "cidr", "10.0.0.0/8", "", ""))

    assert file.claims.height == 3
    assert [one.code for one in file.notes] == ["value.wide", "value.wide", "value.unroutable"]


def test_a_misspelt_mailbox_does_not_cost_the_asset():
    file = _file(("a", "", "domain", "a.example", "not a mail", ""))

    assert (len(file.assets), len(file.contacts)) == (1, 0)
    assert [one.code for one in file.notes] == ["contact.address"]


def test_days_and_delegated_children_may_be_given():
    header = (*HEADER, "valid_from", "valid_until", "except_below")
    file = _file(("a", "", "domain", "a.example", "", "", "2026-01-01", "2026-06-30", "x.a.example"), header=header)

    assert file.claims.select("first", "last", "except_below").row(0)[2] == ["x.a.example"]
    assert str(file.claims["last"][0]) == "2026-06-30"


def test_a_file_without_the_three_columns_is_unusable():
    with pytest.raises(Unusable) as caught:
        read_asset_file(pl.DataFrame({"#line": [2], "organisation": ["a"], "value": ["a.example"]}))

    assert caught.value.code == "assets.columns"
    assert "kind" in caught.value.what
