"""The register: every act leaves one mark, a refusal changes nothing, and a file comes back as it went."""

from dataclasses import replace
from datetime import date

import pytest

from baluarte.actions import constituency as register
from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.lists import ASSETS, CONTACTS, ORGANISATIONS
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Missing, Outdated, Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.store.constituency.models import AssetRow, ContactRow, HistoryRow, OrganisationRow
from baluarte.store.ledger.models import AccessRecord, Mark

HOSPITAL = Organisation("hospital-central", "Hospital Central", "hospital", "health", "MX-CMX")
NETWORKS = Organisation("redes-del-sur", "Redes del Sur", "telecom-operator", "digital-infrastructure")
MAILBOX = Contact("hospital-central", "security", "seguridad@hospital.example")
NETWORK = Asset("hospital-central", "cidr", "192.0.2.0/24", date(2025, 1, 1))
DOMAIN = Asset("redes-del-sur", "domain", "redes.example")


@pytest.fixture
def filled(world, officer):
    for one in (HOSPITAL, NETWORKS):
        register.add_organisation(world, officer, one)
    register.add_contact(world, officer, MAILBOX)
    register.add_contact(world, officer, Contact("redes-del-sur", "duty", "guardia@redes.example"))
    register.add_asset(world, officer, NETWORK)
    register.add_asset(world, officer, DOMAIN)
    Mark.objects.all().delete()
    AccessRecord.objects.all().delete()
    HistoryRow.objects.all().delete()
    return world


def _query(shape, *pairs):
    return read_query(pairs, shape, date(2026, 3, 5))


def _stands():
    return [list(model.objects.order_by("pk").values()) for model in (OrganisationRow, ContactRow, AssetRow, HistoryRow)]


def _everything(world, actor):
    """Every act of this room, by name."""
    other = replace(HOSPITAL, slug="otro", name="Otro")
    csv = b"slug,name\r\nnuevo,Nuevo\r\n"
    return {
        "list_organisations": lambda: register.list_organisations(world, actor, _query(ORGANISATIONS)),
        "list_contacts": lambda: register.list_contacts(world, actor, _query(CONTACTS)),
        "list_assets": lambda: register.list_assets(world, actor, _query(ASSETS)),
        "show_organisation": lambda: register.show_organisation(world, actor, "hospital-central"),
        "organisation_tree": lambda: register.organisation_tree(world, actor),
        "export_register": lambda: register.export_register(world, actor, "assets", "csv"),
        "add_organisation": lambda: register.add_organisation(world, actor, other),
        "change_organisation": lambda: register.change_organisation(world, actor, replace(HOSPITAL, name="Hospital General")),
        "add_contact": lambda: register.add_contact(world, actor, replace(MAILBOX, role="abuse")),
        "retire_contact": lambda: register.retire_contact(world, actor, "hospital-central", MAILBOX.address),
        "add_asset": lambda: register.add_asset(world, actor, replace(NETWORK, value="198.51.100.0/24")),
        "change_asset": lambda: register.change_asset(world, actor, replace(NETWORK, criticality="high")),
        "end_asset": lambda: register.end_asset(world, actor, "hospital-central", "cidr", "192.0.2.0/24", date(2026, 3, 1)),
        "import_register": lambda: register.import_register(world, actor, "organisations", "o.csv", csv),
    }


ACTS = list(_everything(None, None))
READS = ACTS[:6]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_leaves_exactly_one_mark(filled, officer, act):
    _everything(filled, officer)[act]()

    left = [(one.action, one.outcome) for model in (Mark, AccessRecord) for one in model.objects.all()]
    assert left == [(act, "done")]
    assert AccessRecord.objects.count() == (1 if act in READS else 0)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["citizen", "visitor"])
def test_a_refused_act_leaves_its_mark_and_changes_nothing(filled, request, who, act):
    before = _stands()

    with pytest.raises(Refused):
        _everything(filled, request.getfixturevalue(who))[act]()

    left = [(one.action, one.outcome, one.code) for model in (Mark, AccessRecord) for one in model.objects.all()]
    assert left == [(act, "refused", "register.not-yours")]
    assert _stands() == before


@pytest.mark.parametrize("act", ACTS[6:])
def test_a_constituent_reads_and_does_not_write(filled, hospital, act):
    before = _stands()

    with pytest.raises(Refused):
        _everything(filled, hospital)[act]()

    assert _stands() == before


def test_a_constituent_sees_its_own_and_nothing_of_others(filled, hospital, operator):
    mine = register.list_assets(filled, hospital, _query(ASSETS))
    theirs = register.list_assets(filled, operator, _query(ASSETS))

    assert (mine.table["value"].to_list(), mine.total) == (["192.0.2.0/24"], 1)
    assert theirs.table["value"].to_list() == ["redes.example"]
    assert register.list_contacts(filled, operator, _query(CONTACTS, ("q", "hospital"))).total == 0
    assert register.list_organisations(filled, operator, _query(ORGANISATIONS)).table["slug"].to_list() == ["redes-del-sur"]
    assert [tree.organisation.slug for tree in register.organisation_tree(filled, operator)] == ["redes-del-sur"]
    assert b"hospital" not in register.export_register(filled, operator, "organisations", "csv")


def test_another_organisation_looks_to_a_constituent_like_one_that_does_not_exist(filled, operator):
    with pytest.raises(Missing) as foreign:
        register.show_organisation(filled, operator, "hospital-central")
    with pytest.raises(Missing) as nobody:
        register.show_organisation(filled, operator, "hospital-inventado")

    assert foreign.value.code == nobody.value.code
    assert foreign.value.what.replace("hospital-central", "") == nobody.value.what.replace("hospital-inventado", "")


def test_the_page_of_an_organisation_holds_all_that_is_its_own(filled, officer):
    register.add_organisation(filled, officer, Organisation("salud", "Secretaría de Salud", "ministry", "health"))
    register.change_organisation(filled, officer, replace(HOSPITAL, parent="salud"))

    page = register.show_organisation(filled, officer, "hospital-central")

    assert page.version == 2
    assert [one.slug for one in page.parents] == ["salud"]
    assert [one.address for one in page.contacts] == ["seguridad@hospital.example"]
    assert [one.value for one in page.assets] == ["192.0.2.0/24"]
    assert [one.slug for one in register.show_organisation(filled, officer, "salud").children] == ["hospital-central"]


def test_a_change_keeps_before_and_after_and_its_digest_stands_in_the_mark(filled, officer):
    register.change_organisation(filled, officer, replace(HOSPITAL, name="Hospital General"))

    history = HistoryRow.objects.get()
    assert (history.before["name"], history.after["name"]) == ("Hospital Central", "Hospital General")
    assert (history.actor, history.at) == (officer.id, filled.now())
    assert len(Mark.objects.get().digest) == 64


def test_who_changes_an_older_version_is_told_and_overwrites_nobody(filled, officer):
    register.change_organisation(filled, officer, replace(HOSPITAL, name="First"), seen_version=1)

    with pytest.raises(Outdated):
        register.change_organisation(filled, officer, replace(HOSPITAL, name="Second"), seen_version=1)

    assert OrganisationRow.objects.get(slug="hospital-central").name == "First"


def test_a_circle_in_the_tree_is_refused(filled, officer):
    register.change_organisation(filled, officer, replace(NETWORKS, parent="hospital-central"))

    with pytest.raises(Unusable) as caught:
        register.change_organisation(filled, officer, replace(HOSPITAL, parent="redes-del-sur"))

    assert caught.value.code == "organisation.cycle"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda w, a: register.add_organisation(w, a, HOSPITAL), "register.unchanged"),
        (lambda w, a: register.add_organisation(w, a, replace(HOSPITAL, name="X")), "organisation.exists"),
        (lambda w, a: register.add_organisation(w, a, Organisation("Ñ", "X")), "organisation.slug"),
        (lambda w, a: register.add_contact(w, a, replace(MAILBOX, schedule="daily-digest")), "contact.exists"),
        (lambda w, a: register.add_contact(w, a, Contact("nadie", "duty", "a@b.example")), "organisation.unknown"),
        (lambda w, a: register.add_asset(w, a, replace(NETWORK, criticality="low")), "asset.exists"),
        (lambda w, a: register.add_asset(w, a, replace(NETWORK, valid_from=date(2025, 6, 1))), "asset.overlap"),
        (lambda w, a: register.add_asset(w, a, Asset("hospital-central", "cidr", "192.0.2.1/24")), "value.host-bits"),
        (lambda w, a: register.import_register(w, a, "people", "p.csv", b""), "register.what"),
        (lambda w, a: register.export_register(w, a, "assets", "pdf"), "register.form"),
    ],
)
def test_what_is_wrong_is_said_with_its_code_and_changes_nothing(filled, officer, wrong, code):
    before = _stands()

    with pytest.raises(Unusable) as caught:
        wrong(filled, officer)

    assert caught.value.code == code
    assert _stands() == before


def test_an_asset_ends_and_what_was_seen_before_stays_its_own(filled, officer):
    register.end_asset(filled, officer, "hospital-central", "cidr", "192.0.2.0/24", date(2026, 3, 1))
    register.add_asset(filled, officer, replace(NETWORK, valid_from=date(2026, 4, 1)))

    periods = AssetRow.objects.filter(value="192.0.2.0/24").order_by("id").values_list("valid_from", "valid_until")
    assert list(periods) == [(date(2025, 1, 1), date(2026, 3, 1)), (date(2026, 4, 1), None)]
    with pytest.raises(Missing):
        register.end_asset(filled, officer, "hospital-central", "cidr", "198.51.100.0/24", date(2026, 3, 1))


def test_a_retired_contact_is_kept_and_may_be_taken_up_again(filled, officer):
    assert register.retire_contact(filled, officer, "hospital-central", "seguridad@HOSPITAL.example") == 1
    with pytest.raises(Missing):
        register.retire_contact(filled, officer, "hospital-central", MAILBOX.address)

    register.add_contact(filled, officer, MAILBOX)

    assert [row.status for row in ContactRow.objects.filter(address=MAILBOX.address)] == ["active"]
    assert HistoryRow.objects.filter(what="contact").count() == 2


@pytest.fixture
def country(world, officer):
    """A register of 120 organisations whose texts try every export."""
    rows = ["slug,name,kind,sector,territory,parent,language,criticality"]
    for number in range(120):
        name = ("=1+1", "Año, S.A. de C.V.", '"Comillas"', "-Ñandú", "@arroba", "'apóstrofo", "+52", "Normal")[number % 8]
        rows.append(
            ",".join(
                [
                    f"o-{number:03d}",
                    '"' + name.replace('"', '""') + f' {number}"',
                    ("hospital", "bank", "ministry")[number % 3],
                    ("health", "banking", "public-administration")[number % 3],
                    ("", "MX-OAX", "MX")[number % 3],
                    f"o-{number // 7:03d}" if number else "",
                    ("es", "en", "both")[number % 3],
                    ("low", "medium", "high", "critical")[number % 4],
                ]
            )
        )
    register.import_register(world, officer, "organisations", "o.csv", "\r\n".join(rows).encode())
    contacts = ["organisation,role,address,schedule,language"]
    contacts += [f"o-{n:03d},{('security', 'duty')[n % 2]},area+{n}@o-{n}.example,daily-digest,{('', 'en')[n % 2]}" for n in range(120)]
    register.import_register(world, officer, "contacts", "c.csv", "\n".join(contacts).encode())
    assets = ["organisation,kind,value,valid_from,valid_until,criticality,except_below"]
    for number in range(120):
        assets.append(f"o-{number:03d},cidr,198.18.{number}.0/24,2025-01-01,,high,")
        assets.append(f"o-{number:03d},domain,o-{number}.example,,2026-12-31,,a.o-{number}.example;b.o-{number}.example")
        assets.append(f"o-{number:03d},product,acme:vpn:>=7.{number}.,,,,".replace(".,", ".1,", 1))
    register.import_register(world, officer, "assets", "a.csv", "\n".join(assets).encode())
    return world


@pytest.mark.parametrize("what", ["organisations", "contacts", "assets"])
@pytest.mark.parametrize(("ext", "language"), [("csv", "es"), ("xlsx", "es"), ("xlsx", "en")])
def test_what_was_exported_changes_nothing_when_it_comes_back(country, officer, what, ext, language):
    history = HistoryRow.objects.count()
    exported = register.export_register(country, officer, what, ext, language)

    done = register.import_register(country, officer, what, f"{what}.{ext}", exported)

    count = 360 if what == "assets" else 120
    assert done.to_dict() == {"read": count, "changed": 0, "unchanged": count, "new": 0, "rejected": 0}
    assert HistoryRow.objects.count() == history


def test_an_export_into_an_empty_register_gives_the_same_register(country, officer):
    exported = {what: register.export_register(country, officer, what, "xlsx") for what in ("organisations", "contacts", "assets")}
    before = [register.export_register(country, officer, what, "csv") for what in exported]
    for model in (HistoryRow, AssetRow, ContactRow):
        model.objects.all().delete()
    OrganisationRow.objects.update(parent=None)
    OrganisationRow.objects.all().delete()

    done = [register.import_register(country, officer, what, f"{what}.xlsx", data).to_dict() for what, data in exported.items()]

    assert [one["new"] for one in done] == [120, 120, 360]
    assert [register.export_register(country, officer, what, "csv") for what in exported] == before


def test_a_register_with_merged_organisations_can_be_told_to_an_empty_one(world, officer):
    file = (
        b"slug,name,parent,status,merged_into\r\n"
        b"old,Old,new,merged,new\r\n"
        b"older,Older,,merged,old\r\n"
        b"new,New,older,active,\r\n"
        b"odd,Odd,,merged,odd\r\n"
    )

    done = register.import_register(world, officer, "organisations", "o.csv", file)
    again = register.import_register(
        world, officer, "organisations", "o.csv", register.export_register(world, officer, "organisations", "csv")
    )

    assert done.to_dict() == {"read": 4, "changed": 0, "unchanged": 0, "new": 3, "rejected": 1}
    assert again.to_dict() == {"read": 3, "changed": 0, "unchanged": 3, "new": 0, "rejected": 0}


def test_bad_rows_come_back_with_line_and_mending_while_good_rows_land(filled, officer):
    file = (
        b"organisation,kind,value\r\n"
        b"hospital-central,cidr,203.0.113.0/24\r\n"
        b"hospital-central,cidr,203.0.113.7/24\r\n"
        b"hospital-centrall,domain,hospital.example\r\n"
        b"hospital-central,domain,gob.mx\r\n"
        b"hospital-central,domain,hospital.example\r\n"
        b"hospital-central,domain,a,b,c,d\r\n"
    )

    done = register.import_register(filled, officer, "assets", "assets.csv", file)

    assert done.read == done.changed + done.unchanged + done.new + done.rejected.height == 6
    assert done.new == 2
    assert done.rejected.select("line", "code").rows()[:3] == [
        (3, "value.host-bits"),
        (4, "organisation.unknown"),
        (5, "value.public-suffix"),
    ]
    assert done.rejected["line"][3] == 7
    assert done.rejected["fix"].str.len_chars().min() > 0
    assert "¿Quiso decir «hospital-central»?" in done.rejected_in("es")["fix"][1]


def test_a_dry_run_gives_the_same_account_and_writes_nothing(filled, officer):
    before, file = _stands(), b"slug,name\r\nnuevo,Nuevo\r\nhospital-central,Otro nombre\r\n"

    rehearsed = register.import_register(filled, officer, "organisations", "o.csv", file, dry_run=True)

    assert _stands() == before
    assert Mark.objects.get().numbers["dry_run"] == 1
    assert register.import_register(filled, officer, "organisations", "o.csv", file) == rehearsed


def test_a_file_that_is_no_list_is_unusable_and_the_failure_is_marked(filled, officer):
    with pytest.raises(Unusable):
        register.import_register(filled, officer, "organisations", "o.csv", b"colour,size\r\nred,2\r\n")

    assert Mark.objects.get().outcome == "failed"


def test_an_import_names_what_it_did_in_its_mark(filled, officer):
    register.import_register(filled, officer, "organisations", "o.csv", b"slug,name\r\nnuevo,Nuevo\r\nX Y,Z\r\n")

    mark = Mark.objects.get()
    assert mark.numbers == {"read": 2, "changed": 0, "unchanged": 0, "new": 1, "rejected": 1, "dry_run": 0}
    assert (mark.about, mark.count, len(mark.digest)) == ("organisations", 2, 64)


def test_an_inventory_comes_in_by_cpe_or_by_vendor_product_and_version_and_goes_out_as_it_came(world, officer):
    register.add_organisation(world, officer, Organisation("hospital-central", "Hospital Central"))
    cpe = "cpe:2.3:a:synacor:zimbra_collaboration_suite:8.8.15:p33:*:*:*:*:*:*"
    data = (
        "organisation,kind,value,cpe,vendor,product,version,criticality,exposed,supplier\n"
        f"hospital-central,product,,{cpe},,,,critical,yes,Correo del Valle\n"
        "hospital-central,product,,,Cisco,IOS,15.2(7)E,,no,\n"
        "hospital-central,product,Acme:Mail Server,,,,,,,\n"
        "hospital-central,product,,,Acme,,7,,,\n"
        "hospital-central,product,,cpe:2.3:a:*:*:*:*:*:*:*:*:*:*,,,,,,\n"
    ).encode()

    done = register.import_register(world, officer, "assets", "inventory.csv", data)
    again = register.import_register(world, officer, "assets", "assets.csv", register.export_register(world, officer, "assets", "csv"))
    assets = {one.value: one for one in register.show_organisation(world, officer, "hospital-central").assets}

    assert [problem.code for problem in done.problems] == ["row.missing", "value.cpe"]
    assert set(assets) == {"synacor:zimbra collaboration suite:8.8.15 p33", "Cisco:IOS:15.2(7)E", "Acme:Mail Server"}
    mail = assets["synacor:zimbra collaboration suite:8.8.15 p33"]
    assert (mail.cpe, mail.exposed, mail.supplier, mail.criticality) == (cpe, "yes", "Correo del Valle", "critical")
    assert again.to_dict() == {"read": 3, "changed": 0, "unchanged": 3, "new": 0, "rejected": 0}
