"""The tables of sources: the sources, their rounds, what each round fetched, the shape of files, and alarms."""

from typing import ClassVar

from django.db import models


class SourceRow(models.Model):
    """One source as it stands. No secret is kept here, only the names of secrets."""

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)
    feed = models.CharField(max_length=64)
    options = models.JSONField(default=dict)
    mapping = models.TextField(blank=True, default="")
    schedule = models.CharField(max_length=200)
    expected_hours = models.PositiveIntegerField(default=26)
    most_quarantined = models.PositiveSmallIntegerField(default=2)  # per cent
    countries = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="active")  # active, stopped, ended
    why = models.CharField(max_length=64, blank=True, default="")
    memory = models.JSONField(default=dict)  # bookmarks and validators, as the gateway wrote them
    not_before = models.DateTimeField(null=True)  # the other side asked for patience
    failures = models.PositiveIntegerField(default=0)  # rounds in a row
    made_at = models.DateTimeField()
    resumed_at = models.DateTimeField()  # what happened before is no reason to stop it
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)


class RoundRow(models.Model):
    """One visit to a source, written when it begins and again when it ends."""

    source = models.ForeignKey(SourceRow, models.CASCADE, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="running")
    by_hand = models.BooleanField(default=False)
    new = models.PositiveIntegerField(default=0)
    stumbled = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    code = models.CharField(max_length=64, blank=True, default="")
    words = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        """Found by source, newest first."""

        indexes: ClassVar = [models.Index(fields=["source", "-started_at"], name="round_of_source")]


class FetchedRow(models.Model):
    """One version of one file that a source brought. It is what a round remembers, so that nothing is fetched twice."""

    source = models.ForeignKey(SourceRow, models.CASCADE, related_name="+")
    round = models.ForeignKey(RoundRow, models.SET_NULL, null=True, related_name="+")
    delivery = models.ForeignKey("feeds.DeliveryRow", models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=400)
    mark = models.CharField(max_length=200)
    at = models.DateTimeField()
    odd = models.JSONField(default=list)

    class Meta:
        """A version of a file is taken once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "name", "mark"], name="fetched_once")]
        indexes: ClassVar = [models.Index(fields=["source", "-at"], name="fetched_when")]


class HeaderRow(models.Model):
    """The columns with which a report came in a delivery: the next delivery is compared with them."""

    delivery = models.ForeignKey("feeds.DeliveryRow", models.CASCADE, related_name="+")
    feed = models.CharField(max_length=64)
    report = models.CharField(max_length=200)
    columns = models.JSONField(default=list)

    class Meta:
        """One header a report and delivery, found by report."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["delivery", "report"], name="header_once")]
        indexes: ClassVar = [models.Index(fields=["feed", "report", "-delivery"], name="header_of_report")]


class AlarmRow(models.Model):
    """Something about a feed that a person must know. It waits here until the mail about it has left."""

    source = models.CharField(max_length=64)  # name of the source, or of the feed where nobody registered one
    report = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=12)  # late, partial, failed, stopped, shape
    code = models.CharField(max_length=64, blank=True, default="")
    details = models.JSONField(default=dict)
    mark = models.CharField(max_length=200)  # what tells this alarm from the next of its kind
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        """An alarm is raised once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "report", "kind", "mark"], name="alarm_once")]
        indexes: ClassVar = [models.Index(fields=["over_at", "told_at"], name="alarm_standing")]
