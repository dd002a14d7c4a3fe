"""Tables of the ledger: the mark of every change, and the record of every access.

Both are written once and never changed: the walls of the database see to that.
"""

from django.db import models


class Mark(models.Model):
    """The pending ledger row of one change, one refusal or one failure."""

    actor = models.CharField(max_length=100)
    action = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, default="change")
    at = models.DateTimeField(db_index=True)
    about = models.CharField(max_length=200, blank=True, default="")
    count = models.BigIntegerField(default=0)
    outcome = models.CharField(max_length=10, default="done")
    code = models.CharField(max_length=100, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    numbers = models.JSONField(default=dict)


class AccessRecord(models.Model):
    """One read of something that is not public: who, what kind, how many."""

    actor = models.CharField(max_length=100, db_index=True)
    action = models.CharField(max_length=100)
    at = models.DateTimeField(db_index=True)
    about = models.CharField(max_length=200, blank=True, default="")
    count = models.BigIntegerField(default=0)
    outcome = models.CharField(max_length=10, default="done")
    code = models.CharField(max_length=100, blank=True, default="")
