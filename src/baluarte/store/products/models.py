"""Tables of products: flaws in use, their scores, their records, and the names under which a record is found."""

from django.db import models


class ExploitedRow(models.Model):
    """A flaw that is known to be exploited, as the catalogue last said, or as we say ourselves (`source`)."""

    cve = models.CharField(max_length=32, primary_key=True)
    vendor = models.TextField(blank=True, default="")
    product = models.TextField(blank=True, default="")
    name = models.TextField(blank=True, default="")
    added = models.DateField(null=True)
    due = models.DateField(null=True)
    ransomware = models.BooleanField(default=False)
    action = models.TextField(blank=True, default="")
    notes = models.TextField(blank=True, default="")
    source = models.CharField(max_length=16, default="kev")


class ScoreRow(models.Model):
    """How likely it is that a flaw will be exploited within thirty days (EPSS), as last published."""

    cve = models.CharField(max_length=32, primary_key=True)
    score = models.FloatField()
    percentile = models.FloatField()
    day = models.DateField(null=True)


class RecordRow(models.Model):
    """A CVE record, as far as products and priorities need it. `affected` is kept as `core.products.record` writes it."""

    cve = models.CharField(max_length=32, primary_key=True)
    state = models.CharField(max_length=16)
    published = models.DateField(null=True)
    updated = models.CharField(max_length=40, blank=True, default="")
    title = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    score = models.FloatField(null=True)
    severity = models.CharField(max_length=10, blank=True, default="")
    affected = models.TextField(blank=True, default="")


class RecordKey(models.Model):
    """That a record speaks of a product, by the key of its names."""

    cve = models.CharField(max_length=32, db_index=True)
    key = models.TextField()

    class Meta:
        """A record has a key once; records are asked for by the keys of what is run."""

        constraints = (models.UniqueConstraint(fields=["key", "cve"], name="record_key_once"),)
