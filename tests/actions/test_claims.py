"""Proving what is one's own: nothing is shown before, no failed question is a verdict, and losing a proof silences nobody."""

import re
from datetime import date, timedelta

import pytest

from baluarte.actions import constituency as register
from baluarte.actions.constituency import claims, sharing
from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.claims.assurance import sight
from baluarte.core.constituency.claims.lists import OWNERSHIP
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import SYSTEM, VISITOR, Actor
from baluarte.store.constituency.claims import claims as matching_claims
from baluarte.store.constituency.models import AssetRow, HistoryRow, ShareRow
from baluarte.store.constituency.proving.sharing import shared_with
from baluarte.store.ledger.models import AccessRecord, Mark

NAME = "instituto.example"
RECORD = f"_baluarte-verify.{NAME}"
OTHER_ANALYST = Actor("account-analyst", "officer")


@pytest.fixture
def filled(world, officer):
    register.add_organisation(world, officer, Organisation("hospital-central", "Hospital Central", "hospital", "health"))
    register.add_organisation(world, officer, Organisation("redes-del-sur", "Redes del Sur", "telecom-operator", "digital-infrastructure"))
    register.add_contact(world, officer, Contact("hospital-central", "security", "seguridad@hospital.example"))
    register.add_contact(world, officer, Contact("hospital-central", "technical", "sistemas@hospital.example"))
    register.add_contact(world, officer, Contact("redes-del-sur", "duty", "guardia@redes.example"))
    return world


def place(world, actor, name=RECORD):
    world.questions.records[name] = (f"baluarte-verify={claims.show_proof_token(world, actor).token}",)


def verified(world, actor, name=NAME):
    place(world, actor, f"_baluarte-verify.{name}")
    number = claims.claim_assets(world, actor, "", name)[0].number
    return claims.check_claim(world, actor, number).claim


def assurance(value=NAME, slug="hospital-central"):
    return AssetRow.objects.get(value=value, organisation__slug=slug).assurance


def listed(world, actor):
    return claims.list_claims(world, actor, read_query((), OWNERSHIP, world.now())).table.to_dicts()


def test_a_record_at_every_server_verifies_a_domain_and_unlocks_everything(filled, hospital):
    claim = verified(filled, hospital)

    assert (claim.standing.state, claim.outcome, claim.counts) == ("verified", "verified", 3)
    assert assurance() == 3
    assert sight(claim.counts).export


def test_only_claimed_is_matched_to_nothing_and_shows_nothing(filled, hospital):
    number = claims.claim_assets(filled, hospital, "", NAME)[0].number

    page = claims.show_claim(filled, hospital, number)

    assert page.claim.counts == 0
    assert not page.unlocks.existence
    assert matching_claims().is_empty()


def test_the_three_failures_are_told_apart_and_change_nothing(filled, hospital):
    number = claims.claim_assets(filled, hospital, "", NAME)[0].number

    not_there = claims.check_claim(filled, hospital, number).claim
    filled.move(timedelta(minutes=2))
    filled.questions.records[RECORD] = ("baluarte-verify=" + "z" * 32,)
    different = claims.check_claim(filled, hospital, number).claim
    filled.move(timedelta(minutes=2))
    filled.questions.away[RECORD] = "SERVFAIL"
    could_not = claims.check_claim(filled, hospital, number).claim

    assert [one.outcome for one in (not_there, different, could_not)] == ["not-there", "different", "could-not-ask"]
    assert "Todavía no aparece el registro. Consultamos a ns1.instituto.example y ns2.instituto.example" in not_there.said.es
    assert "zzzz" in different.said.es
    assert "ns1.instituto.example respondió con una falla (SERVFAIL)" in could_not.said.es
    assert "No es un error suyo. Volveremos a intentar en 15 minutos." in could_not.said.es
    assert len({one.said.en for one in (not_there, different, could_not)}) == 3
    assert assurance() == 0


def test_it_is_asked_again_by_itself_and_a_mail_says_when_it_worked(filled, hospital):
    claims.claim_assets(filled, hospital, "", NAME)
    assert claims.ask_due_claims(filled, SYSTEM) == {"asked": 1}
    assert claims.ask_due_claims(filled, SYSTEM) == {}

    place(filled, hospital)
    filled.move(timedelta(minutes=1))
    assert claims.ask_due_claims(filled, SYSTEM) == {"verified": 1}
    claims.send_claim_mails(filled, SYSTEM)

    assert [(one.recipient, one.subject) for one in filled.messages] == [("seguridad@hospital.example", f"Comprobado: {NAME}")]
    assert claims.send_claim_mails(filled, SYSTEM) == 0


def test_what_is_not_there_for_fourteen_days_waits_for_its_maker(filled, hospital):
    number = claims.claim_assets(filled, hospital, "", NAME)[0].number
    filled.move(timedelta(days=14))

    assert claims.ask_due_claims(filled, SYSTEM) == {"gave-up": 1}
    assert claims.ask_due_claims(filled.at(filled.now() + timedelta(days=9)), SYSTEM) == {}

    place(filled, hospital)
    filled.move(timedelta(minutes=1))
    assert claims.check_claim(filled, hospital, number).claim.standing.holds


def test_a_proof_that_is_missing_is_lost_only_after_its_grace_and_notices_go_on(filled, hospital):
    verified(filled, hospital)
    filled.questions.records.clear()

    filled.move(timedelta(days=7))
    assert claims.ask_due_claims(filled, SYSTEM) == {"missing": 1}
    assert assurance() == 3
    filled.move(timedelta(days=29))
    claims.ask_due_claims(filled, SYSTEM)
    assert assurance() == 3
    filled.move(timedelta(days=1))
    assert claims.ask_due_claims(filled, SYSTEM) == {"lost": 1}

    assert assurance() == 1
    assert matching_claims()["value"].to_list() == [NAME]
    assert sight(assurance()).mailed
    assert not sight(assurance()).detail


def test_servers_that_cannot_be_asked_never_end_a_proof(filled, hospital):
    verified(filled, hospital)
    filled.questions.away[RECORD] = "time-out"

    for _ in range(3):
        filled.move(timedelta(days=40))
        assert claims.ask_due_claims(filled, SYSTEM) == {"asked": 1}

    assert assurance() == 3


def test_a_proof_that_comes_back_is_whole_again(filled, hospital):
    verified(filled, hospital)
    kept = dict(filled.questions.records)
    filled.questions.records.clear()
    for days in (7, 31):
        filled.move(timedelta(days=days))
        claims.ask_due_claims(filled, SYSTEM)
    assert assurance() == 1

    filled.questions.records.update(kept)
    filled.move(timedelta(days=7))

    assert claims.ask_due_claims(filled, SYSTEM) == {"back": 1}
    assert assurance() == 3


def test_a_parent_covers_its_children_and_not_those_delegated_to_others(filled, hospital, officer):
    register.add_organisation(
        filled, officer, Organisation("instituto-hijo", "Instituto Hijo", "agency", "health", parent="hospital-central")
    )
    verified(filled, hospital)
    sharing.delegate_domain(filled, hospital, "", f"hijo.{NAME}", "instituto-hijo")
    asked = list(filled.questions.asked)

    made = claims.claim_assets(filled, hospital, "", f"www.{NAME} a.hijo.{NAME}")
    for one in made:
        claims.check_claim(filled, hospital, one.number)

    assert (assurance(f"www.{NAME}"), assurance(f"a.hijo.{NAME}")) == (3, 0)
    assert filled.questions.asked[len(asked) :] == [f"_baluarte-verify.a.hijo.{NAME}"]
    assert assurance(f"hijo.{NAME}", "instituto-hijo") == 2


def test_a_child_falls_back_to_its_own_proof_when_the_parent_is_lost(filled, hospital):
    verified(filled, hospital)
    child = claims.claim_assets(filled, hospital, "", f"www.{NAME}")[0].number
    claims.check_claim(filled, hospital, child)
    filled.questions.records.clear()

    for days in (7, 31):
        filled.move(timedelta(days=days))
        claims.ask_due_claims(filled, SYSTEM)

    assert (assurance(), assurance(f"www.{NAME}")) == (1, 3)
    assert claims.ask_due_claims(filled, SYSTEM) == {"missing": 1}


def test_a_public_suffix_a_wildcard_and_odd_names_cannot_be_claimed(filled, hospital):
    made = claims.claim_assets(filled, hospital, "", "gob.example gob.mx *.instituto.example 10 instituto.example")

    assert {one.text: one.code for one in made} == {
        "gob.example": "value.public-suffix",
        "gob.mx": "value.public-suffix",
        "*.instituto.example": "value.wildcard",
        "10": "claim.method",
        "instituto.example": "",
    }


def test_a_thousand_domains_are_pasted_at_once_and_no_more(filled, hospital):
    names = [f"d{number}.{NAME}" for number in range(1_000)]

    made = claims.claim_assets(filled, hospital, "", "\n".join(names))

    assert sum(1 for one in made if one.number) == 1_000
    with pytest.raises(Unusable):
        claims.claim_assets(filled, hospital, "", "\n".join([*names, "otro.example"]))
    assert len(claims.claim_assets(filled, hospital, "", names[0])) == 1
    assert AssetRow.objects.count() == 1_000


def test_known_and_unknown_assets_are_answered_alike_and_the_holder_is_told_later(filled, hospital, operator, officer):
    register.add_asset(filled, officer, Asset("redes-del-sur", "domain", "conocido.example"))

    made = claims.claim_assets(filled, hospital, "", "conocido.example nadie.example")
    pages = [claims.show_claim(filled, hospital, one.number) for one in made]

    assert filled.messages == []
    plain = [str({**page.to_dict(), "number": 0}).replace(page.claim.value, "x") for page in pages]
    assert plain[0] == plain[1]
    assert [page.shared_with for page in pages] == [0, 0]
    claims.send_claim_mails(filled, SYSTEM)
    assert [one.recipient for one in filled.messages] == ["guardia@redes.example"]
    assert "hospital" not in filled.messages[0].text.lower()
    assert "conocido.example" in filled.messages[0].text


def test_a_token_of_another_organisation_is_there_but_different(filled, hospital, operator):
    filled.questions.records[RECORD] = (f"baluarte-verify={claims.show_proof_token(filled, operator).token}",)
    number = claims.claim_assets(filled, hospital, "", NAME)[0].number

    assert claims.check_claim(filled, hospital, number).claim.outcome == "different"


def test_a_rotated_token_holds_for_thirty_days(filled, hospital):
    verified(filled, hospital)
    claims.rotate_proof_token(filled, hospital)

    filled.move(timedelta(days=7))
    assert claims.ask_due_claims(filled, SYSTEM) == {"still": 1}
    filled.move(timedelta(days=28))
    assert claims.ask_due_claims(filled, SYSTEM) == {"missing": 1}


def test_a_web_file_proves_its_host_alone_and_tells_every_known_contact(filled, hospital):
    token = claims.show_proof_token(filled, hospital).token
    filled.questions.files[f"https://www.{NAME}/.well-known/baluarte-verify.txt"] = f"baluarte-verify={token}"

    number = claims.claim_assets(filled, hospital, "", f"www.{NAME}", "web-file")[0].number
    claims.check_claim(filled, hospital, number)
    claims.send_claim_mails(filled, SYSTEM)

    assert AssetRow.objects.get().kind == "host"
    assert assurance(f"www.{NAME}") == 2
    weak = {one.recipient for one in filled.messages if "método débil" in one.subject}
    assert weak == {"seguridad@hospital.example", "sistemas@hospital.example"}


def test_a_mail_alias_gives_the_summary_and_no_other_mailbox_gets_a_link(filled, hospital):
    number = claims.claim_assets(filled, hospital, "", NAME, "mail-alias")[0].number
    filled.questions.files[f"https://{NAME}/.well-known/security.txt"] = "Contact: mailto:csirt@otro.example\nExpires: 2027-01-01T00:00:00Z"

    with pytest.raises(Unusable):
        claims.send_claim_link(filled, hospital, number, "yo@atacante.example")
    claims.send_claim_link(filled, hospital, number, "csirt@otro.example")
    claims.send_claim_link(filled, hospital, number, f"postmaster@{NAME}")
    claims.send_claim_mails(filled, SYSTEM)
    secrets = [re.search(r"/claim/([a-z2-7]+)", one.text)[1] for one in filled.messages if "/claim/" in one.text]

    assert claims.open_claim_link(filled, VISITOR, secrets[0]) == ("Hospital Central", NAME)
    assert assurance() == 0
    assert claims.follow_claim_link(filled, VISITOR, secrets[1]) == "verified"
    assert assurance() == 1
    with pytest.raises(Missing):
        claims.follow_claim_link(filled, VISITOR, secrets[1])
    filled.move(timedelta(days=8))
    with pytest.raises(Missing):
        claims.open_claim_link(filled, VISITOR, secrets[0])


def test_a_network_needs_its_registry_contact_and_a_person(filled, hospital, officer):
    number = claims.claim_assets(filled, hospital, "", "198.51.100.0/24", "network")[0].number
    with pytest.raises(Unusable):
        claims.send_claim_link(filled, hospital, number, "noc@redes.example")
    claims.send_claim_link(filled, officer, number, "noc@redes.example")
    claims.send_claim_mails(filled, SYSTEM)
    secret = re.search(r"/claim/([a-z2-7]+)", filled.messages[-1].text)[1]

    assert claims.follow_claim_link(filled, VISITOR, secret) == "review"
    assert assurance("198.51.100.0/24") == 0
    claims.review_claim(filled, officer, number, 2, "El contacto es el del registro")

    assert assurance("198.51.100.0/24") == 2


def test_a_human_review_takes_two_different_people_and_the_weaker_counts(filled, hospital, officer):
    number = claims.claim_assets(filled, hospital, "", NAME, "review")[0].number
    claims.review_claim(filled, officer, number, 3, "Llamada al número publicado")
    again = Actor("token-of-officer", "officer", person="account-officer")
    for same in (officer, again):
        with pytest.raises(Refused):
            claims.review_claim(filled, same, number, 3, "Otra vez")
    assert assurance() == 0

    claims.review_claim(filled, OTHER_ANALYST, number, 2, "Confirmado")

    assert assurance() == 2
    with pytest.raises(Refused):
        claims.review_claim(filled, hospital, number, 3, "Es nuestro")


def test_a_designation_holds_until_it_is_changed(filled, officer, hospital):
    with pytest.raises(Unusable):
        claims.designate_assets(filled, officer, "hospital-central", NAME, " ")
    claims.designate_assets(filled, officer, "hospital-central", NAME, "OF-2026-118")

    filled.move(timedelta(days=400))
    assert claims.ask_due_claims(filled, SYSTEM) == {}
    assert assurance() == 3
    assert claims.show_claim(filled, hospital, listed(filled, hospital)[0]["number"]).letter == ""


def test_what_a_person_must_renew_goes_by_grace(filled, hospital, officer):
    number = claims.claim_assets(filled, hospital, "", NAME, "review")[0].number
    for analyst in (officer, OTHER_ANALYST):
        claims.review_claim(filled, analyst, number, 2, "Llamada")

    filled.move(timedelta(days=365))
    assert claims.ask_due_claims(filled, SYSTEM) == {"missing": 1}
    assert assurance() == 2
    filled.move(timedelta(days=30))
    assert claims.ask_due_claims(filled, SYSTEM) == {"lost": 1}
    assert assurance() == 1


def test_the_claim_of_another_is_one_that_does_not_exist(filled, hospital, operator):
    number = verified(filled, hospital).number
    acts = (claims.show_claim, claims.check_claim, claims.withdraw_claim)

    for act in acts:
        with pytest.raises(Missing) as foreign:
            act(filled, operator, number)
        with pytest.raises(Missing) as absent:
            act(filled, operator, 99_999)
        assert str(foreign.value).replace(str(number), "") == str(absent.value).replace("99999", "")
    assert listed(filled, operator) == []
    with pytest.raises(Refused):
        claims.claim_assets(filled, operator, "hospital-central", "otro.example")


def test_withdrawing_a_proof_silences_nothing(filled, hospital):
    number = verified(filled, hospital).number

    claims.withdraw_claim(filled, hospital, number, "Cambiamos de proveedor")

    assert assurance() == 1
    assert claims.ask_due_claims(filled.at(filled.now() + timedelta(days=8)), SYSTEM) == {}


def test_every_step_stands_in_the_history_and_each_act_leaves_one_mark(filled, hospital):
    verified(filled, hospital)
    before = Mark.objects.count() + AccessRecord.objects.count()

    claims.list_claims(filled, hospital, read_query((), OWNERSHIP, filled.now()))
    number = claims.claim_assets(filled, hospital, "", "otro.example")[0].number
    claims.check_claim(filled, hospital, number)
    claims.show_claim(filled, hospital, number)

    assert Mark.objects.count() + AccessRecord.objects.count() == before + 4
    told = HistoryRow.objects.filter(what="claim").order_by("id").values_list("after__what", flat=True)
    assert list(told) == ["claimed", "verified", "claimed", "asked"]


def test_a_dispute_is_decided_by_the_team_and_the_loser_is_matched_no_more(filled, hospital, operator, officer):
    register.add_asset(filled, officer, Asset("redes-del-sur", "domain", NAME))
    number = sharing.dispute_asset(filled, hospital, "", "domain", NAME, "Es nuestro desde 2019")
    assert sharing.dispute_asset(filled, hospital, "", "domain", NAME, "Es nuestro") == number
    assert sharing.show_ownership_dispute(filled, hospital, number).holders == ()
    with pytest.raises(Missing):
        sharing.show_ownership_dispute(filled, operator, number)
    with pytest.raises(Refused):
        sharing.decide_ownership_dispute(filled, hospital, number, "redes-del-sur", "Lo decimos nosotros")

    sharing.decide_ownership_dispute(filled, officer, number, "redes-del-sur", "Lo dice el registro")

    assert AssetRow.objects.get(value=NAME).valid_until == filled.now().date()
    assert sharing.show_ownership_dispute(filled, hospital, number).state == "upheld"


def test_a_kind_that_does_not_exist_is_refused_in_words(filled, hospital):
    with pytest.raises(Unusable) as odd:
        sharing.dispute_asset(filled, hospital, "", "castle", NAME, "Es nuestro")

    assert odd.value.code == "asset.kind"


def test_a_member_names_nobody_outside_its_tree_and_no_one_that_serves_nobody(filled, hospital):
    verified(filled, hospital)

    for slug in ("redes-del-sur", "no-existe"):
        with pytest.raises(Missing) as unknown:
            sharing.delegate_domain(filled, hospital, "", f"hijo.{NAME}", slug)
        assert unknown.value.code == "organisation.missing"
    with pytest.raises(Missing):
        sharing.share_assets(filled, hospital, "", "no-existe", (NAME,))


def test_what_is_not_proved_strongly_is_not_shared(filled, hospital, officer):
    register.add_organisation(filled, officer, Organisation("soporte", "Soporte", "supplier", "ict-services"))
    claims.claim_assets(filled, hospital, "", NAME)

    with pytest.raises(Refused):
        sharing.share_assets(filled, hospital, "", "soporte", (NAME,))


def test_a_provider_works_on_an_asset_until_its_day_and_no_longer(filled, hospital, officer):
    register.add_organisation(filled, officer, Organisation("soporte", "Soporte", "supplier", "ict-services"))
    verified(filled, hospital)

    sharing.share_assets(filled, hospital, "", "soporte", (NAME,), date(2026, 3, 31))

    asset = AssetRow.objects.get(value=NAME).id
    assert shared_with("soporte", date(2026, 3, 31)) == {asset}
    assert shared_with("soporte", date(2026, 4, 1)) == frozenset()


def test_an_end_of_a_share_counts_at_once(filled, hospital, officer):
    register.add_organisation(filled, officer, Organisation("soporte", "Soporte", "supplier", "ict-services"))
    verified(filled, hospital)
    sharing.share_assets(filled, hospital, "", "soporte", (NAME,))
    number = ShareRow.objects.get().id

    assert sharing.end_share(filled, hospital, number) == "soporte"

    assert shared_with("soporte", filled.now().date()) == frozenset()
    with pytest.raises(Missing):
        sharing.end_share(filled, hospital, number)
