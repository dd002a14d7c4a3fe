"""Tables of digital rights: every read of personal data, and each decision that makes an exception.

No row here holds personal data in clear: people are named by pseudonyms, organisations by their slug.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

_APP = "rights"


class RightsFile(models.Model):
    """One version of the purposes or of the catalogue, as its file was written; the latest counts."""

    kind = models.CharField(max_length=20)  # purposes, catalogue
    version = models.CharField(max_length=40)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=100)

    class Meta:
        """A version is loaded once."""

        app_label = _APP
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "version"], name="rights_file_once")]


class Unit(models.Model):
    """The office that an account works for. Two persons of one office are no two offices."""

    account = models.CharField(max_length=100, unique=True)  # as an actor is named
    office = models.CharField(max_length=40)

    class Meta:
        """Of the room of rights."""

        app_label = _APP


class Delay(models.Model):
    """A decision that holds back the notice of access to one organisation, until a day that cannot be missing.

    The database refuses one that its asker approved. A renewal is a new decision.
    """

    organisation = models.CharField(max_length=100, db_index=True)
    authority = models.CharField(max_length=200)
    reference = models.CharField(max_length=200)
    reason = models.CharField(max_length=40)
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    approved_by = models.CharField(max_length=100, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        """Two people, or nothing is held back."""

        app_label = _APP
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(approved_by=F("asked_by")), name="delay_two_people")]


class AccessCounter(models.Model):
    """The last running number of the reads of one organisation's data: a missing number shows."""

    organisation = models.CharField(max_length=100, unique=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        """Of the room of rights."""

        app_label = _APP


class AccessEntry(models.Model):
    """One read of personal data of one organisation, written before the data is handed out.

    `number` runs without gaps over what the organisation may see; while a delay holds the row
    back it has none, and is counted as withheld.
    """

    at = models.DateTimeField(db_index=True)
    day = models.DateField(db_index=True)
    actor = models.CharField(max_length=100, db_index=True)
    organisation = models.CharField(max_length=100)
    office = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    basis = models.CharField(max_length=60)
    classes = models.JSONField(default=list)
    action = models.CharField(max_length=100)
    count = models.BigIntegerField(default=0)
    number = models.BigIntegerField(null=True)
    delay = models.ForeignKey(Delay, models.PROTECT, null=True, related_name="+")
    released_on = models.DateField(null=True)

    class Meta:
        """Numbers of an organisation are never used twice."""

        app_label = _APP
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "number"], name="access_number_once")]


class Unmasking(models.Model):
    """A request to see one masked value in clear for a while: why, by whom, until when, and who agreed."""

    kind = models.CharField(max_length=20)  # account, reply
    subject = models.CharField(max_length=40)  # a pseudonym or a number, never the value
    organisation = models.CharField(max_length=100, blank=True, default="")
    reason = models.CharField(max_length=40)
    protected = models.BooleanField(default=False)
    minutes = models.PositiveIntegerField()
    asked_by = models.CharField(max_length=100)
    asked_office = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    until = models.DateTimeField(null=True)  # set by the last approval that is needed

    class Meta:
        """Of the room of rights."""

        app_label = _APP


class Approval(models.Model):
    """That somebody of another office agreed to an unmasking."""

    unmasking = models.ForeignKey(Unmasking, models.CASCADE, related_name="+")
    by = models.CharField(max_length=100)
    office = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        """One voice a person, and one an office."""

        app_label = _APP
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unmasking", "by"], name="approval_one_a_person"),
            models.UniqueConstraint(fields=["unmasking", "office"], name="approval_one_an_office"),
        ]


class Protected(models.Model):
    """A subject of the protected-source class: set on suspicion, lifted by the office of rights alone."""

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)
    set_by = models.CharField(max_length=100)
    set_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=100, blank=True, default="")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        """Of the room of rights."""

        app_label = _APP


class Quota(models.Model):
    """How much one person opened on one day, and how much more a supervisor allowed."""

    person = models.CharField(max_length=100)
    day = models.DateField()
    what = models.CharField(max_length=20)  # cases, unmaskings
    used = models.PositiveIntegerField(default=0)
    granted = models.PositiveIntegerField(default=0)
    granted_by = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        """Two sessions of one person share one counter."""

        app_label = _APP
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "day", "what"], name="quota_once")]


class Hold(models.Model):
    """A legal hold: what is named is not erased, for a reason and until a day."""

    retention = models.CharField(max_length=40)  # class of retention
    subject = models.CharField(max_length=40, blank=True, default="")  # a pseudonym; empty holds the class
    authority = models.CharField(max_length=200)
    reference = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Of the room of rights."""

        app_label = _APP


class Erasure(models.Model):
    """The tombstone of what was erased: class, period and number of items, and never whose they were."""

    at = models.DateTimeField(db_index=True)
    retention = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    items = models.PositiveIntegerField()
    why = models.CharField(max_length=40)  # asked, retention, period-ended
    by = models.CharField(max_length=100)
    complete_on = models.DateField()  # when the last copy of a key has expired

    class Meta:
        """Of the room of rights."""

        app_label = _APP


class KeyCopy(models.Model):
    """That the keys were copied for safekeeping, and the day by which that copy must be destroyed."""

    made_at = models.DateTimeField()
    expires_on = models.DateField()

    class Meta:
        """Of the room of rights."""

        app_label = _APP


class Statement(models.Model):
    """The statement of one month: which kinds of secret order nobody has received, and the counters beside it."""

    month = models.CharField(max_length=7, unique=True)  # 2026-03
    kinds = models.JSONField(default=list)
    counters = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100)
    office = models.CharField(max_length=40)

    class Meta:
        """Of the room of rights."""

        app_label = _APP


class Switch(models.Model):
    """That a public promise was switched on or off, by whom and when. It is shown for ever."""

    what = models.CharField(max_length=20)  # statement, breach
    on = models.BooleanField()
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    office = models.CharField(max_length=40)
    why = models.CharField(max_length=400)

    class Meta:
        """Of the room of rights."""

        app_label = _APP
