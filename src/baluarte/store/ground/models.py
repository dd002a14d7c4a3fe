"""Tables of the ground: who works on what, the next folio, answers already given, and wrong tries."""

from typing import ClassVar

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


class VoidFolio(models.Model):
    """A folio that was given and whose thing is no more, so that no number is missing without a reason."""

    carries_folio: ClassVar = "folio"
    folio = models.CharField(max_length=20, unique=True)
    why = models.CharField(max_length=200)
    at = models.DateTimeField()


class CheckLap(models.Model):
    """How far a check with a bounded time came; the next one goes on from there."""

    name = models.CharField(max_length=200, unique=True)  # the promise, and what of it is checked
    place = models.CharField(max_length=200)
    checked = models.BigIntegerField(default=0)
    failed = models.JSONField(default=list)
    began_at = models.DateTimeField()


class CheckRun(models.Model):
    """What a check of one promise said, and when; the desk shows the last of each."""

    promise = models.CharField(max_length=40)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    checked = models.BigIntegerField()
    failed = models.BigIntegerField()
    not_covered = models.BigIntegerField()
    took_s = models.FloatField()
    first = models.TextField(blank=True, default="")  # of the sentences of what failed

    class Meta:
        """Read by promise, newest first."""

        indexes = (models.Index(fields=["promise", "-at"], name="check_run_newest"),)


class Halt(models.Model):
    """A queue that stands still because a promise was found broken, until a person lets it go on."""

    queue = models.CharField(max_length=40, unique=True)
    promise = models.CharField(max_length=40)
    why = models.TextField()
    at = models.DateTimeField()
