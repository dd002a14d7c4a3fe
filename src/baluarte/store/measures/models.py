"""The tables of measures: readings as they were taken, and releases as they were published."""

from typing import ClassVar

from django.db import models


class ReadingRow(models.Model):
    """One reading of one measure on one day, of everybody or of a part."""

    measure = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    day = models.DateField()
    by = models.CharField(max_length=20, blank=True, default="")
    part = models.CharField(max_length=100, blank=True, default="")
    first_day = models.DateField()
    last_day = models.DateField()
    population = models.BigIntegerField()
    met = models.BigIntegerField()
    not_met = models.BigIntegerField()
    unknown = models.BigIntegerField()
    low_per_cent = models.SmallIntegerField(null=True)
    high_per_cent = models.SmallIntegerField(null=True)
    unit = models.CharField(max_length=10, blank=True)
    contributors = models.BigIntegerField(null=True)
    largest = models.BigIntegerField(null=True)
    fewest = models.BigIntegerField(null=True)
    median = models.FloatField(null=True)
    more_than = models.FloatField(null=True)

    class Meta:
        """One reading a day: taking it again replaces it."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["measure", "version", "day", "by", "part"], name="reading_once_a_day")]
        indexes: ClassVar = [models.Index(fields=["day", "measure"], name="reading_by_day")]


class ReleaseRow(models.Model):
    """What was published for one week. Never changed: a correction would be a release of its own."""

    week = models.DateField(unique=True)  # its Monday
    made_at = models.DateTimeField()
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
