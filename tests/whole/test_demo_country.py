"""The fictional country is complete, the same every time, and nobody's."""

import io
import ipaddress
import json
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from baluarte.core.constituency.lists import ASSETS, CONTACTS, ORGANISATIONS
from baluarte.core.constituency.register import plan_assets, plan_contacts, plan_organisations
from baluarte.core.constituency.values import read_asset_value
from baluarte.core.ground.addresses import is_documentation, read_address, read_network
from baluarte.formats.reports import open_report
from baluarte.formats.tabular import read_table
from baluarte.testing.country.addressing import hand_out
from baluarte.testing.country.agenda import Arrives, agenda
from baluarte.testing.country.chance import Chance
from baluarte.testing.country.feed import Feed, bundle, days, weeks
from baluarte.testing.country.layouts import layouts
from baluarte.testing.country.lives import LAST
from baluarte.testing.country.register import claims, contacts, organisations, register
from baluarte.testing.country.samples import samples
from baluarte.testing.country.source import Country, anahuac, pack_folder

ADDRESS = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.])")
NAME = re.compile(r"(?<![A-Za-z0-9_-])(?:[a-z0-9_-]+\.)+[a-z]{2,}(?![a-z0-9-])")
DOCUMENTED_SYSTEMS = {*range(64496, 64512), *range(65536, 65552)}


@pytest.fixture(scope="module")
def country() -> Country:
    return anahuac()


@pytest.fixture(scope="module")
def official_reports() -> dict:
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    path = Path(os.environ.get("OFFICIAL_DATA") or beside) / "shadowserver" / "reports.json"
    if not path.exists():
        pytest.skip("the official list of reports is not on this machine: name its folder in OFFICIAL_DATA")
    return json.loads(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def feed(country) -> Feed:
    return Feed(country)


def test_there_are_120_institutions_of_which_36_are_federal(country):
    federal = [one for one in country.institutions if one.federal]

    assert len({one.slug for one in country.institutions}) == len(country.institutions) == 120
    assert len(federal) == 36
    assert {one.kind for one in federal} == {"ministry", "agency", "deconcentrated-body", "entity", "public-company"}
    assert not {one.kind for one in country.institutions if not one.federal} & {one.kind for one in federal}


def test_there_are_900_domains_each_of_one_institution_on_any_day(country):
    domains = Counter(claim.value for claim in claims(country) if claim.kind == "domain")

    assert len(domains) == sum(domains.values()) == 900
    assert all(name.endswith(".example") for name in domains)


def test_every_asset_is_in_its_one_form_and_every_kind_of_asset_occurs(country):
    everything = claims(country)

    wrong = [claim for claim in everything if read_asset_value(claim.kind, claim.value) != claim.value]

    assert wrong == []
    assert {claim.kind for claim in everything} == {"cidr", "asn", "domain", "host", "url", "account_domain", "product"}


def test_networks_lie_in_documentation_and_benchmark_ranges_and_use_all_of_them(country):
    networks = [claim.value for claim in claims(country) if claim.kind == "cidr"]

    for text in networks:
        first, last, _ = read_network(text)
        assert is_documentation(first), text
        assert is_documentation(last), text
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "2001:db8::/32", "3fff::/20", "2001:2::/48"):
        whole = ipaddress.ip_network(text)
        assert any(
            ipaddress.ip_network(each).version == whole.version and ipaddress.ip_network(each).subnet_of(whole) for each in networks
        ), text


def test_systems_are_exactly_those_kept_for_documentation(country):
    systems = [int(claim.value) for claim in claims(country) if claim.kind == "asn"]

    assert len(systems) == len(DOCUMENTED_SYSTEMS)
    assert set(systems) == DOCUMENTED_SYSTEMS


def test_own_blocks_nest_but_never_cross(country):
    blocks = [(held.four, slug, held.nested_in) for slug, held in hand_out(country).items()]

    for place, (block, slug, inside) in enumerate(blocks):
        for other, owner, other_inside in blocks[place + 1 :]:
            if block.overlaps(other):
                assert inside == owner or other_inside == slug


def test_assets_are_shared_delegated_and_moved_in_the_year(country):
    everything = claims(country)
    owners: dict[tuple[str, str], list] = {}
    for claim in everything:
        owners.setdefault((claim.kind, claim.value), []).append(claim)

    several = {value: some for (_kind, value), some in owners.items() if len(some) > 1}
    moved = [some for some in several.values() if any(claim.valid_until for claim in some)]
    shared = [some for some in several.values() if some[0].kind == "cidr" and not any(claim.valid_until for claim in some)]

    assert [{claim.organisation for claim in some} for some in shared] == [{"an-finanzas", "an-ocelote"}]
    assert len(moved) == 2
    assert any(claim.except_below for claim in everything)
    assert any(claim.origin == "delegation" for claim in everything)


def test_four_institutions_have_no_contact_that_works(country):
    reached = {row["organisation"] for row in contacts(country) if row["status"] == "active"}

    lost = {one.slug for one in country.institutions} - reached

    assert len(lost) == 4
    assert lost == Feed(country).script.unreachable


def test_the_register_imports_without_a_refused_row():
    folder = pack_folder()
    tables = {
        shape.name: read_table(f"{shape.name}.csv", (folder / f"{shape.name}.csv").read_bytes(), shape)[0]
        for shape in (ORGANISATIONS, CONTACTS, ASSETS)
    }

    new = plan_organisations(tables["organisations"], {})
    slugs = {one.slug for one in new.new}
    others = (plan_contacts(tables["contacts"], {}, slugs, date(2025, 1, 2)), plan_assets(tables["assets"], [], slugs))

    assert len(new.new) == 120
    assert [plan.problems for plan in (new, *others)] == [[], [], []]
    assert all(len(plan.new) == plan.read > 0 for plan in others)


def test_the_files_of_the_pack_are_those_that_its_source_makes(country, feed):
    folder = pack_folder()
    made = {**register(country), **{f"samples/{name}": data for name, data in samples(feed).items()}}

    stale = [name for name, data in made.items() if (folder / name).read_bytes() != data]

    assert stale == [], "run: python tools/anahuac.py"


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(country):
    first, again = (list(agenda(Feed(anahuac()))) for _ in range(2))
    other = Chance(country.seed + 1).bits("edge", "an-health")

    assert first == again
    assert other != Chance(country.seed).bits("edge", "an-health")


def test_fourteen_months_pass_in_order(feed):
    happenings = list(agenda(feed))

    moments = [happening.at for happening in happenings]

    assert moments == sorted(moments)
    assert (moments[0].date().isoformat(), moments[-1].date()) == ("2025-01-13", LAST)
    assert len({(at.year, at.month) for at in moments}) == 15  # January 2025 to the first days of March 2026


def test_every_report_file_reads_with_nothing_set_aside_but_what_was_spoilt(feed):
    files = [file for monday in list(weeks())[::12] for file in feed.week(monday)] + [file for day in days() for file in feed.day(day)]

    for file in files:
        (reading,) = open_report(file.name, io.BytesIO(file.data))
        slices = list(reading.slices)

        assert reading.report.name == file.report
        assert reading.report.recognised
        assert (reading.unknown_columns, reading.missing_columns, reading.partial) == ((), (), "")
        assert sum(each.table.height + each.rejects.height for each in slices) == file.rows
        assert sum(each.rejects.height for each in slices) <= file.spoilt


def test_a_week_comes_as_one_zip_with_a_file_a_report(feed):
    files = feed.week(list(weeks())[-1])

    readings = open_report("2026-02-16-semana-anahuac.zip", io.BytesIO(bundle(files)), feed="shadowserver")

    assert [reading.report.name for reading in readings] == [file.report for file in files]


def test_the_layouts_are_those_of_the_official_list(official_reports):
    for name, layout in layouts().items():
        assert list(layout.columns) == official_reports[name]["fields"], name


def test_no_address_and_no_name_of_the_country_is_anybodys(feed):
    texts = [row for each in organisations(feed.country) for row in each.values()]
    texts += [path.read_text("utf-8") for path in _texts(pack_folder())]
    texts += [happening.data.decode() for happening in agenda(feed) if isinstance(happening, Arrives) and happening.name.endswith(".csv")]
    whole = "\n".join(texts)

    addresses = {text for text in ADDRESS.findall(whole) if read_address(text) is not None}
    names = {name for name in NAME.findall(whole) if not name.endswith((".csv", ".json", ".yaml", ".py", ".php", ".zip"))}

    assert [text for text in addresses if not is_documentation(read_address(text))] == []
    assert {name.rpartition(".")[2] for name in names} == {"example"}


def _texts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in {".csv", ".json", ".yaml"}]
