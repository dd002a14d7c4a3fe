"""Tables of the ground: who works on what, the next folio, answers already given, and wrong tries."""

from django.db import models


class Lease(models.Model):
    """The right to work on one thing for a while. `token` grows with every holder, and fences the one before."""

    name = models.CharField(max_length=100, unique=True)
    holder = models.CharField(max_length=100)
    token = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField()


class FolioSeries(models.Model):
    """The last folio of a year. All kinds of things share one series."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


class IdempotencyKey(models.Model):
    """A request that was made under a key, and what it was answered."""

    actor = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        """One answer for one key of one actor."""

        constraints = (models.UniqueConstraint(fields=["actor", "key"], name="ground_one_answer_a_key"),)


class WrongTries(models.Model):
    """How many tries under one name were wrong, and when the last of them was. The name is a keyed hash, never an address."""

    name = models.CharField(max_length=64, unique=True)
    wrong = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
