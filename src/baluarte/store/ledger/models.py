"""Tables of the ledger: marks, access records, and what of them enters the public tree.

Marks, access records and logged entries are written once and never changed: the walls of
the database see to that.
"""

from django.db import models


class Mark(models.Model):
    """The history record of one change, one refusal or one failure."""

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


class Pending(models.Model):
    """An entry whose place in the tree comes later, with its batch: written in the commit of its action.

    A mark is logged as a commitment alone; its salt stays here until it is destroyed, and
    from that moment nobody can open the commitment. `seq` is empty until the batch has one.
    """

    mark = models.ForeignKey(Mark, models.PROTECT, null=True, related_name="+", db_index=False)
    lane = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    sort = models.CharField(max_length=64)  # the commitment, or whatever the batch is sorted by
    body = models.TextField(blank=True, default="")  # canonical JSON; empty where the commitment is all of it
    salt = models.BinaryField(null=True)
    seq = models.BigIntegerField(null=True)

    class Meta:
        """Only what still waits is looked for by time."""

        indexes = (models.Index(fields=("lane", "at"), condition=models.Q(seq__isnull=True), name="ledger_waiting"),)


class Logged(models.Model):
    """One entry of the public log: its index, its bytes as they are hashed, its leaf hash."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    raw = models.BinaryField()
    leaf = models.BinaryField()


class Tail(models.Model):
    """The one row that gives indexes; locked only by what gives one, as the last act of its transaction."""

    next = models.BigIntegerField(default=0)


class Head(models.Model):
    """The one row that says how far the tree is written, signed and published.

    `size` and `root` change only against the values that were read (compare and swap), so
    of two writers one wins and the other stops.
    """

    origin = models.CharField(max_length=200)
    key = models.CharField(max_length=400, blank=True, default="")  # the public key, as the signer gave it
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64)
    signed_at = models.DateTimeField(null=True)
    published_size = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    quorum_missing_since = models.DateTimeField(null=True)
    patrol = models.BigIntegerField(default=0)  # the entry up to which the last rounds read every file again


class WitnessRow(models.Model):
    """What a witness of the policy cosigned last, and what it answered when it was asked last."""

    name = models.CharField(max_length=200, unique=True)
    size = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True, default="")


class AccessKey(models.Model):
    """The key by which one organisation, and nobody else, finds its own access records in the file of a day."""

    holder = models.CharField(max_length=100, unique=True)
    key = models.BinaryField()
    day = models.DateField(null=True)
    counter = models.BigIntegerField(default=0)  # the next of that day: a key, day and counter seal one text, ever


class SealedAccess(models.Model):
    """One read as it enters the public log: made in the transaction of the read, sorted into a batch some minutes later."""

    day = models.DateField()
    tag = models.BinaryField(max_length=16)
    record = models.BinaryField()
    batch = models.BigIntegerField(null=True)
    withheld = models.BooleanField(default=False)
    released = models.BooleanField(default=False)

    class Meta:
        """A tag is found once; what waits for its batch is looked for by its day."""

        constraints = (models.UniqueConstraint(fields=("tag",), name="ledger_tag_once"),)
        indexes = (
            models.Index(fields=("day",), condition=models.Q(batch__isnull=True), name="ledger_unbatched"),
            models.Index(fields=("day", "batch", "tag"), name="ledger_day_file"),
        )
