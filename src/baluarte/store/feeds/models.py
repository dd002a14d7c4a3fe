"""The tables of feeds: deliveries, rows set aside, and the manifest of the lake."""

from typing import ClassVar

from django.db import models


class DeliveryRow(models.Model):
    """One batch of a feed, from the moment its bytes are durable, and its account."""

    carries_folio: ClassVar = "receipt"
    feed = models.CharField(max_length=64)
    report = models.CharField(max_length=400, blank=True)
    file = models.CharField(max_length=1024)
    received_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=16, default="received")
    blob = models.CharField(max_length=64, db_index=True)
    bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    read = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    matched = models.BigIntegerField(default=0)
    unmatched = models.BigIntegerField(default=0)
    codes = models.JSONField(default=dict)
    lines = models.JSONField(default=dict)  # header, comment, blank, covered
    code = models.CharField(max_length=64, blank=True)
    notes = models.JSONField(default=list)
    unknown_columns = models.JSONField(default=list)
    parser = models.CharField(max_length=64, blank=True)
    repeats = models.BigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    mapping = models.TextField(blank=True, default="")  # as its sender gave it: the same delivery is always read the same way
    done_at = models.DateTimeField(null=True)
    left = models.BooleanField(default=False, db_default=False)  # to the worker: whoever sent it does not wait
    receipt = models.CharField(max_length=20, blank=True, default="")  # folio by which whoever sent it finds it again

    class Meta:
        """Found by feed, in the order of arrival; a receipt names one delivery."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["receipt"], condition=~models.Q(receipt=""), name="receipt_once")]
        indexes: ClassVar = [models.Index(fields=["feed", "received_at"], name="delivery_feed_when")]


class ArrivalRow(models.Model):
    """A day on which a report type arrived and was read: the evidence that absence needs."""

    delivery = models.ForeignKey(DeliveryRow, models.CASCADE, related_name="+")
    report = models.CharField(max_length=200)
    day = models.DateField()

    class Meta:
        """A delivery says a thing once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "day", "delivery"], name="arrival_once")]


class QuarantineRow(models.Model):
    """One record that was not accepted, with its own bytes and the reason."""

    delivery = models.ForeignKey(DeliveryRow, models.CASCADE, related_name="+")
    part = models.PositiveIntegerField(default=0)  # which file inside the delivery, from 0
    row = models.BigIntegerField()
    line = models.BigIntegerField()
    byte_from = models.BigIntegerField()
    byte_to = models.BigIntegerField()
    column = models.CharField(max_length=200, blank=True)
    value = models.TextField(blank=True)
    code = models.CharField(max_length=64, db_index=True)
    raw = models.BinaryField()
    shown = models.TextField(blank=True, default="")  # the bytes as a text, for the list: what is no text is escaped
    parser = models.CharField(max_length=64)
    status = models.CharField(max_length=32, default="new")  # new, accepted later, discarded

    class Meta:
        """Read by delivery, in the order of its rows."""

        indexes: ClassVar = [models.Index(fields=["delivery", "row"], name="quarantine_where")]


class ManifestRow(models.Model):
    """One file of the lake. A file without such a row is garbage; a row without its file is Broken."""

    report = models.CharField(max_length=200)
    schema = models.CharField(max_length=32)
    day = models.DateField()
    path = models.CharField(max_length=400, unique=True)  # below the folder of the lake
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    delivery = models.ForeignKey(DeliveryRow, models.PROTECT, related_name="+")  # the last of those whose rows it holds

    class Meta:
        """Read by report and day."""

        indexes: ClassVar = [models.Index(fields=["report", "day"], name="manifest_report_day")]


class ProvenanceRow(models.Model):
    """That rows of a delivery lie in a file of the lake, and how many: one file may hold the rows of many deliveries."""

    part = models.ForeignKey(ManifestRow, models.CASCADE, related_name="+")
    delivery = models.ForeignKey(DeliveryRow, models.PROTECT, related_name="+")
    rows = models.BigIntegerField()

    class Meta:
        """Said once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["delivery", "part"], name="provenance_once")]
