"""Tables of the constituency: organisations, contacts, assets, and the history of each change."""

from django.db import models
from django.db.models import Q

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
    address = models.CharField(max_length=320)
    schedule = models.CharField(max_length=20, default="always")
    language = models.CharField(max_length=5, blank=True, default="")
    key = models.TextField(blank=True, default="")
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

    what = models.CharField(max_length=20)  # organisation, contact, asset
    organisation = models.ForeignKey("constituency.OrganisationRow", on_delete=models.PROTECT, related_name="+")
    row_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    before = models.JSONField(null=True)  # null where there was nothing
    after = models.JSONField()

    class Meta:
        """Read by organisation, latest first."""

        indexes = (models.Index(fields=["organisation", "what", "row_id"], name="history_of_a_row"),)
