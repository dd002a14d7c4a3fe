"""A wrong owner cannot be stored: the database refuses the pair, with every rule of the code above it left out."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from baluarte.actions import promises
from baluarte.store.constituency.models import AssetRow, ClaimRow, ContactRow, DelegationRow, OrganisationRow, ShareRow
from baluarte.store.ground.bulk import run
from baluarte.store.ground.nets.ties import changing_hands, known, loose, missing_ties, raise_ties
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingRow, NoticeRow, PaperRow

NOW = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
DAY = date(2026, 3, 5)


@pytest.fixture
def two(db):
    """Two organisations, each with a domain, a contact and a notice."""
    owners = [OrganisationRow.objects.create(slug=slug, name=slug) for slug in ("hospital", "redes")]
    things = {}
    for owner in owners:
        asset = AssetRow.objects.create(organisation=owner, kind="domain", value=f"{owner.slug}.example")
        contact = ContactRow.objects.create(organisation=owner, role="security", address=f"a@{owner.slug}.example")
        notice = NoticeRow.objects.create(
            folio=f"AN-2026-00000{owner.id % 10}", code="AAAA-AAAA", kind="warning", organisation=owner, label="amber", severity="high",
            made_at=NOW, findings=1,
        )  # fmt: skip
        things[owner.slug] = (owner, asset, contact, notice)
    return things


def claim(owner, asset):
    return ClaimRow.objects.create(
        organisation=owner, asset=asset, method="dns", state="asking", assurance=3, base=0, since=NOW, made_at=NOW, made_by="x"
    )


def finding(owner, asset, point="192.0.2.1:80/tcp"):
    return FindingRow.objects.create(
        folio=f"AN-2026-{FindingRow.objects.count():06d}", organisation=owner, asset=asset, point=point, type="t", identifier="i",
        severity="high", priority=1, first_seen=NOW, last_seen=NOW, made_at=NOW, updated_at=NOW,
    )  # fmt: skip


MAKERS = {
    "constituency_claimrow_asset_id_own": lambda owner, asset, _contact, _notice: claim(owner, asset),
    "constituency_delegationrow_asset_id_own": lambda owner, asset, _contact, _notice: DelegationRow.objects.create(
        organisation=owner, asset=asset, value="a.example", to=owner, since=DAY, made_by="x"
    ),
    "constituency_sharerow_asset_id_own": lambda owner, asset, _contact, _notice: ShareRow.objects.create(
        organisation=owner, asset=asset, provider=owner, since=DAY, until=DAY, made_by="x"
    ),
    "warning_findingrow_asset_id_own": lambda owner, asset, _contact, _notice: finding(owner, asset),
    "warning_paperrow_notice_id_own": lambda owner, _asset, _contact, notice: PaperRow.objects.create(
        organisation=owner, notice=notice, kind="letter", language="es", sha256="a" * 64, content=b"x", made_at=NOW, made_by="x"
    ),
    "replies_replyrow_notice_id_own": lambda owner, _asset, _contact, notice: ReplyRow.objects.create(
        key="a" * 64, at=NOW, via="link", kind="answer", state="acted", organisation=owner, notice=notice
    ),
    "replies_replyrow_contact_id_own": lambda owner, _asset, contact, _notice: ReplyRow.objects.create(
        key="b" * 64, at=NOW, via="link", kind="answer", state="acted", organisation=owner, contact=contact
    ),
}


def refused(act):
    """Is this refused, at the latest when its transaction would end?"""
    try:
        with transaction.atomic():
            act()
            settle()
    except DatabaseError:
        return True
    return False


def settle():
    """Let what waits for the end of the transaction be looked at now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("name", MAKERS)
def test_a_thing_of_another_organisation_cannot_be_named(two, name):
    own, foreign = two["hospital"], two["redes"]

    MAKERS[name](own[0], *own[1:]).delete()
    assert refused(lambda: MAKERS[name](own[0], *foreign[1:]))


def test_what_hangs_on_a_claim_names_its_owner(two):
    hospital, asset, *_ = two["hospital"]
    made = claim(hospital, asset)

    for table in ("constituency_claimvoterow", "constituency_claimlinkrow"):
        extra = "who, assurance, why, at" if "vote" in table else "address, nonce, secret_hash, made_at, expires_at"
        values = "'x', 2, 'y', %s" if "vote" in table else "'a@b.example', 'n', 'h', %s, %s"
        statement = f"INSERT INTO {table} (claim_id, organisation_id, {extra}) VALUES (%s, %s, {values})"  # noqa: S608 - ours
        told = [made.id, two["redes"][0].id, *[NOW] * values.count("%s")]
        assert refused(partial(run, statement, told))
        assert not refused(partial(run, statement, [made.id, hospital.id, *told[2:]]))


def test_every_tie_has_a_maker_that_tries_to_break_it():
    by_hand = {"constituency_claimvoterow_claim_id_own", "constituency_claimlinkrow_claim_id_own"}

    assert {tie.name for tie in known()} == set(MAKERS) | by_hand


def test_an_owner_cannot_be_changed_under_what_was_found(two):
    hospital, asset, *_ = two["hospital"]
    finding(hospital, asset)

    assert refused(lambda: AssetRow.objects.filter(id=asset.id).update(organisation=two["redes"][0]))


def test_what_was_proved_of_an_asset_changes_hands_with_it(two):
    hospital, asset, *_ = two["hospital"]
    made = claim(hospital, asset)

    AssetRow.objects.filter(id=asset.id).update(organisation=two["redes"][0])
    settle()

    made.refresh_from_db()
    assert made.organisation_id == two["redes"][0].id


def test_hands_may_change_together_and_what_is_left_behind_is_refused(two):
    hospital, asset, *_ = two["hospital"]
    redes = two["redes"][0]
    first = finding(hospital, asset)

    def leave_behind():
        with changing_hands():
            AssetRow.objects.filter(id=asset.id).update(organisation=hospital)

    with transaction.atomic(), changing_hands():
        AssetRow.objects.filter(id=asset.id).update(organisation=redes)
        FindingRow.objects.filter(id=first.id).update(organisation=redes)
    assert refused(leave_behind)
    assert loose() == ()


def test_a_tie_that_was_taken_away_is_missed_and_raised_again(two):
    assert missing_ties() == ()
    settle()

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE warning_findingrow DROP CONSTRAINT warning_findingrow_asset_id_own")
        else:
            cursor.execute("DROP TRIGGER warning_findingrow_asset_id_own_new")
    assert len(missing_ties()) == 1

    finding(two["hospital"][0], two["redes"][1])
    assert loose() == ("warning_findingrow_asset_id_own",)
    FindingRow.objects.all().delete()
    settle()
    raise_ties()
    assert missing_ties() == ()


def test_the_check_of_walls_names_a_row_that_got_through(two, world, officer):
    settle()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE warning_findingrow DROP CONSTRAINT warning_findingrow_asset_id_own")
        else:
            cursor.execute("DROP TRIGGER warning_findingrow_asset_id_own_new")
    finding(two["hospital"][0], two["redes"][1])

    failed = promises.check_walls(world, officer).failed

    assert "A row names a thing of another organisation: warning_findingrow_asset_id_own." in failed
