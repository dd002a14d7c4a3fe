"""Flaws and products on the desk, by API and on the command line; patch and hunt are answered where the finding is read."""

from datetime import date

import pytest
from tests.actions.feeding import ingest
from tests.actions.test_flaws import LISTED, catalogue, runs

from baluarte.actions.products import bundle_key
from baluarte.actions.rights import make_token
from baluarte.actions.warning import add_exploited
from baluarte.core.products.entry import Entry
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.warning.models import FindingRow


@pytest.fixture
def flawed(world):
    """A clinic that runs a mail server whose flaw is exploited."""
    runs("clinica-sur", "Synacor:ZCS:8.8.15", exposed="yes")
    ingest(world, catalogue(LISTED), "kev.json", "kev")
    return FindingRow.objects.get().folio


@pytest.mark.parametrize(
    ("language", "title", "seen"), [("es", "Fallas que se explotan", "CVE-2022-27925"), ("en", "Exploited flaws", "CVE-2022-27925")]
)
def test_the_flaws_that_are_exploited_have_a_page_that_leads_to_their_findings(on_duty, flawed, language, title, seen):
    page = on_duty.get(f"/{language}/desk/exploited").content.decode()

    assert title in page
    assert seen in page
    assert f"/{language}/desk/findings?identifier=cve-2022-27925" in page


def test_the_products_of_all_have_a_page_and_a_file(on_duty, flawed):
    page = on_duty.get("/es/desk/products").content.decode()
    file = on_duty.get("/es/desk/products.csv").content.decode()

    assert "Synacor:ZCS:8.8.15" in page
    assert "Synacor:ZCS:8.8.15,1" in file


@pytest.mark.parametrize(("language", "patch", "hunt"), [("es", "Corregir:", "Buscar:"), ("en", "Patch:", "Hunt:")])
def test_the_hunt_stands_beside_the_patch(on_duty, flawed, language, patch, hunt):
    page = on_duty.get(f"/{language}/desk/findings/{flawed}").content.decode()

    assert patch in page
    assert hunt in page


def test_a_task_is_answered_apart_and_a_wrong_answer_says_why(on_duty, flawed):
    done = on_duty.post(f"/es/desk/findings/{flawed}/tasks/patch", {"state": "done", "why": "Parche 33"})
    wrong = on_duty.post(f"/es/desk/findings/{flawed}/tasks/hunt", {"state": "signs-found", "why": ""})
    page = on_duty.get(f"/es/desk/findings/{flawed}").content.decode()

    assert (done.status_code, wrong.status_code) == (302, 422)
    assert "Falta el motivo" in wrong.content.decode()
    assert "Se corrigió" in page
    assert FindingRow.objects.get().state == "fix-claimed"


def test_programs_see_flaws_products_and_tasks_and_answer_them(house, flawed, world, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    token = make_token(world, OPERATOR, "a program", 30)
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    keyed = {**head, "HTTP_IDEMPOTENCY_KEY": "hunt-1"}

    flaws = client.get("/api/2026-11/exploited", **head).json()
    products = client.get("/api/2026-11/products", **head).json()
    answered = client.post(
        f"/api/2026-11/findings/{flawed}/tasks/hunt", {"state": "clean", "why": "Bitácoras"}, "application/json", **keyed
    )

    assert [(row["cve"], row["affected"]) for row in flaws["rows"]] == [("CVE-2022-27925", 1)]
    assert [(row["value"], row["flaws"]) for row in products["rows"]] == [("Synacor:ZCS:8.8.15", 1)]
    assert [(task["name"], task["state"]) for task in answered.json()["tasks"]] == [("patch", "open"), ("hunt", "clean")]


def test_programs_add_an_entry_of_our_own(house, flawed, world, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    head = {"HTTP_AUTHORIZATION": f"Bearer {make_token(world, OPERATOR, 'a program', 30)}", "HTTP_IDEMPOTENCY_KEY": "entry-1"}
    body = {"cve": "CVE-2026-99009", "vendor": "Synacor", "product": "ZCS", "name": "Otra puerta", "due": "2026-03-20"}

    answer = client.post("/api/2026-11/exploited", body, "application/json", **head)

    assert (answer.status_code, answer.json()["changed"]) == (201, 1)


@pytest.mark.parametrize(("language", "title"), [("es", "Comparar sin decir qué se tiene"), ("en", "Match without telling what you have")])
def test_the_key_of_the_bundles_is_published_to_everybody(passer_by, world, language, title):
    page = passer_by.get(f"/{language}/match").content.decode()

    assert title in page
    assert bundle_key(world, OPERATOR).split("+")[1] in page


@pytest.mark.parametrize(("language", "title"), [("es", "Fallas que se usan en ataques"), ("en", "Flaws that are used in attacks")])
def test_everybody_sees_the_public_catalogue_and_nothing_of_who_has_what(passer_by, flawed, world, language, title):
    add_exploited(world, OPERATOR, Entry("CVE-2026-99009", "Synacor", "ZCS", "Own", date(2026, 3, 5), date(2026, 3, 20)))

    page = passer_by.get(f"/{language}/exploited").content.decode()

    assert title in page
    assert "CVE-2022-27925" in page
    assert not any(word in page for word in ("CVE-2026-99009", "clinica-sur"))
