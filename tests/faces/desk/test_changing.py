"""The register changed by hand at the desk: organisations and assets, judged as a file would be."""

import pytest

from baluarte.store.constituency.models import AssetRow, OrganisationRow

ORG = {
    "slug": "",
    "name": "Hospital Nuevo",
    "kind": "hospital",
    "sector": "health",
    "territory": "AN-01",
    "parent": "",
    "language": "es",
    "criticality": "high",
}


def test_an_organisation_is_added_under_a_slug_made_from_its_name(on_duty):
    answer = on_duty.post("/es/desk/orgs/new/organisation", ORG)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/es/desk/orgs/hospital-nuevo")
    assert OrganisationRow.objects.get().sector == "health"


@pytest.mark.parametrize(
    ("change", "field"), [({"name": ""}, "slug"), ({"territory": "nowhere"}, "territory"), ({"parent": "nobody"}, "parent")]
)
def test_what_a_file_would_refuse_is_refused_at_its_field(on_duty, change, field):
    answer = on_duty.post("/es/desk/orgs/new/organisation", {**ORG, **change})

    assert (answer.status_code, OrganisationRow.objects.count()) == (422, 0)
    assert f'href="#{field}"' in answer.content.decode()


def test_two_people_never_overwrite_each_other(on_duty):
    on_duty.post("/es/desk/orgs/new/organisation", ORG)
    path, fields = "/es/desk/orgs/hospital-nuevo/change", {**ORG, "status": "active", "version": "1"}

    first, second = on_duty.post(path, {**fields, "name": "Uno"}), on_duty.post(path, {**fields, "name": "Dos"})

    assert (first.status_code, second.status_code, OrganisationRow.objects.get().name) == (302, 409, "Uno")
    assert on_duty.post(path, {**fields, "version": "x"}).status_code == 422


def test_an_asset_is_added_and_ended_on_a_day(on_duty):
    on_duty.post("/es/desk/orgs/new/organisation", ORG)
    base = "/es/desk/orgs/hospital-nuevo/assets"
    added = on_duty.post(
        f"{base}/new", {"kind": "cidr", "value": "192.0.2.0/24", "valid_from": "", "origin": "declared", "criticality": ""}
    )
    page = on_duty.get("/es/desk/orgs/hospital-nuevo").content.decode()
    ended = on_duty.post(f"{base}/end?kind=cidr&value=192.0.2.0/24", {"last_day": "2026-03-04"})

    assert (added.status_code, ended.status_code, str(AssetRow.objects.get().valid_until)) == (302, 302, "2026-03-04")
    assert "assets/end?kind=cidr&amp;value=192.0.2.0%2F24" in page


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("new", {"kind": "cidr", "value": "192.0.2.300"}),
        ("new", {"kind": "cidr", "value": "192.0.2.0/24", "valid_from": "x"}),
        ("end?kind=cidr&value=192.0.2.0/24", {"last_day": ""}),
    ],
)
def test_an_asset_that_is_none_and_a_day_that_is_none_are_refused(on_duty, path, fields):
    on_duty.post("/es/desk/orgs/new/organisation", ORG)

    answer = on_duty.post(f"/es/desk/orgs/hospital-nuevo/assets/{path}", {"origin": "declared", **fields})

    assert (answer.status_code, AssetRow.objects.count()) == (422, 0)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_form_stands_in_both_languages(on_duty, language):
    on_duty.post("/es/desk/orgs/new/organisation", ORG)

    for path in (
        "new/organisation",
        "hospital-nuevo/change",
        "hospital-nuevo/assets/new",
        "hospital-nuevo/assets/end?kind=cidr&value=192.0.2.0/24",
    ):
        assert on_duty.get(f"/{language}/desk/orgs/{path}").status_code == 200, path
