"""Tables of the constituency: organisations, contacts, assets, their proofs, and the history of each change.

Every row that hangs on something of an organisation names the organisation too, and the
database refuses a pair that does not belong together (`store.ground.ties`).
"""

from django.db import models
from django.db.models import Q

from baluarte.store.rights.keys.fields import SealedMailbox, SealedText

_TEXT = 200


class OrganisationRow(models.Model):
    """One organisation. `version` grows with each change: who changes an older one is told so."""

    slug = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=_TEXT)
    kind = models.CharField(max_length=40, default="company")
    sector = models.CharField(max_length=40, default="other", db_index=True)
    territory = models.CharField(max_length=10, blank=True, default="")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=5, default="es")
    criticality = models.CharField(max_length=10, default="medium")
    status = models.CharField(max_length=10, default="active")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)


class ContactRow(models.Model):
    """How a role of one organisation is reached, and how well: what it acknowledged, what came back, until when we trust it.

    `returned` counts what came back for now since it last answered; a file never sets these.
    """

    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    address = SealedMailbox(max_length=800)
    schedule = models.CharField(max_length=20, default="always")
    language = models.CharField(max_length=5, blank=True, default="")
    key = SealedText(shelf="contact", subject="address", blank=True, default="")
    status = models.CharField(max_length=10, default="active")
    since = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)
    bounced_on = models.DateField(null=True)
    tested_on = models.DateField(null=True)
    verified_until = models.DateField(null=True)
    returned = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        """A role has an address once; (organisation, id) is what the outbox ties itself to."""

        constraints = (
            models.UniqueConstraint(fields=["organisation", "role", "address"], name="contact_once_a_role"),
            models.UniqueConstraint(fields=["organisation", "id"], name="contact_of_one_organisation"),
        )


class AssetRow(models.Model):
    """What is an organisation's from a day to a day. A new period is a new row."""

    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=400)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    assurance = models.PositiveSmallIntegerField(default=3)
    origin = models.CharField(max_length=20, default="declared")
    criticality = models.CharField(max_length=10, blank=True, default="")
    except_below = models.TextField(blank=True, default="")  # host names joined by ";"
    exposed = models.CharField(max_length=3, blank=True, default="", db_default="")
    supplier = models.CharField(max_length=_TEXT, blank=True, default="", db_default="")
    cpe = models.CharField(max_length=400, blank=True, default="", db_default="")

    class Meta:
        """One claim a value and first day; a null is no value to a unique index, so it has its own."""

        constraints = (
            models.UniqueConstraint(fields=["organisation", "kind", "value", "valid_from"], name="asset_once_a_period"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "value"], condition=Q(valid_from__isnull=True), name="asset_once_from_ever"
            ),
            models.UniqueConstraint(fields=["organisation", "id"], name="asset_of_one_organisation"),
        )
        indexes = (models.Index(fields=["kind", "value"], name="asset_by_value"),)


class AssetStamp(models.Model):
    """The one row that a trigger rewrites whenever an asset changes (`stamp`)."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    word = models.CharField(max_length=40)


class HistoryRow(models.Model):
    """What a change made of what: before and after, in plain values. Never changed itself."""

    what = models.CharField(max_length=20)  # organisation, contact, asset, claim, dispute, delegation, share
    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+")
    row_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    before = models.JSONField(null=True)  # null where there was nothing
    after = models.JSONField()

    class Meta:
        """Read by organisation, latest first."""

        indexes = (models.Index(fields=["organisation", "what", "row_id"], name="history_of_a_row"),)


class ProofTokenRow(models.Model):
    """The token an organisation places to prove what is its own. No secret. One is current; a replaced one holds until its day."""

    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        """An organisation has one current token."""

        constraints = (models.UniqueConstraint(fields=["organisation"], condition=Q(until__isnull=True), name="one_current_proof_token"),)


class ClaimRow(models.Model):
    """One claim: asset, organisation, method, how it stands. `base` is the assurance the asset had without any claim.

    `through` is the claim of a parent domain that covers this one. `last` is what the servers said last.
    """

    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    asset = models.ForeignKey("constituency.AssetRow", on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    assurance = models.PositiveSmallIntegerField()
    base = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    missing = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    through = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100)
    checked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True, default="")
    last = models.JSONField(default=dict)
    letter = models.CharField(max_length=_TEXT, blank=True, default="")

    class Meta:
        """An asset is claimed once by one method; what is due is found by one index."""

        constraints = (
            models.UniqueConstraint(
                fields=["asset", "method"], condition=~Q(state__in=["refused", "withdrawn"]), name="claim_once_a_method"
            ),
            models.UniqueConstraint(fields=["organisation", "id"], name="claim_of_one_organisation"),
        )
        indexes = (models.Index(fields=["next_at"], name="claim_due"),)


class ClaimVoteRow(models.Model):
    """What one analyst decided about a claim that people review."""

    claim = models.ForeignKey(ClaimRow, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    who = models.CharField(max_length=100)
    assurance = models.PositiveSmallIntegerField()
    why = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """One person has one vote."""

        constraints = (models.UniqueConstraint(fields=["claim", "who"], name="one_vote_a_person"),)


class ClaimLinkRow(models.Model):
    """A link that was mailed to prove that a mailbox reads it. Only the hash of its secret is kept."""

    claim = models.ForeignKey(ClaimRow, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    address = SealedMailbox(max_length=800)
    nonce = models.CharField(max_length=32)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ClaimMailRow(models.Model):
    """A mail about claims that is still to leave, or has left."""

    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    recipient = SealedMailbox(max_length=800, blank=True, default="")
    language = models.CharField(max_length=5, blank=True, default="")
    told = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="due")
    tries = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        """What is due is found by one index."""

        indexes = (models.Index(fields=["state", "id"], name="claim_mail_due"),)


class HoldingDisputeRow(models.Model):
    """That an organisation says an asset is not what another makes of it; an officer decides."""

    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=400)
    why = models.TextField()
    state = models.CharField(max_length=10, default="open")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True, default="")
    decision = models.TextField(blank=True, default="")

    class Meta:
        """One open dispute an organisation and asset."""

        constraints = (
            models.UniqueConstraint(fields=["organisation", "kind", "value"], condition=Q(state="open"), name="one_open_dispute"),
        )


class DelegationRow(models.Model):
    """That a name below a domain of one organisation answers to another, from a day to a day."""

    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    asset = models.ForeignKey("constituency.AssetRow", on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=400)
    to = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.CharField(max_length=100)

    class Meta:
        """A name is delegated once at a time."""

        constraints = (models.UniqueConstraint(fields=["organisation", "value"], condition=Q(until__isnull=True), name="delegated_once"),)


class ShareRow(models.Model):
    """That a provider may work on one asset of an organisation, until a day. `ended_at` ends it at once."""

    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    asset = models.ForeignKey("constituency.AssetRow", on_delete=models.CASCADE, related_name="+")
    provider = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    made_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        """An asset is shared with a provider once at a time."""

        constraints = (models.UniqueConstraint(fields=["asset", "provider"], condition=Q(ended_at__isnull=True), name="shared_once"),)
