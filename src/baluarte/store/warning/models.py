"""The tables of warning: findings and their history, notices, and the outbox."""

from typing import ClassVar

from django.db import models


class FindingRow(models.Model):
    """One problem on one asset of one organisation.

    `told_…` is what the organisation was last told, so that a notice holds news and nothing else.
    """

    carries_folio: ClassVar = "folio"
    folio = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey("constituency.OrganisationRow", models.PROTECT, related_name="+", db_index=False)
    point = models.CharField(max_length=400)
    type = models.CharField(max_length=64)
    identifier = models.CharField(max_length=200)
    severity = models.CharField(max_length=10)
    priority = models.SmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=16, default="open")
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    sightings = models.BigIntegerField(default=0)
    asset = models.ForeignKey("constituency.AssetRow", models.SET_NULL, null=True, related_name="+", db_index=False)
    matched_by = models.CharField(max_length=16, blank=True)
    reports = models.JSONField(default=list)
    cves = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    vendor = models.TextField(blank=True)
    product = models.TextField(blank=True)
    version = models.TextField(blank=True)
    tlp = models.CharField(max_length=16, default="amber")
    reliability = models.CharField(max_length=1, default="F")
    credibility = models.CharField(max_length=1, default="6")
    due = models.DateField(null=True)
    until = models.DateField(null=True)
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told_severity = models.CharField(max_length=10, blank=True, default="")
    told_priority = models.SmallIntegerField(default=0)
    told_state = models.CharField(max_length=16, blank=True, default="")
    told_stage = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        """One finding an identity; the organisation leads, because every page asks for one.

        A large delivery pays for each index, so there are no more than pages need.
        """

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "point", "type", "identifier"], name="finding_identity"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "priority", "last_seen"], name="finding_of_organisation"),
            models.Index(fields=["state", "priority", "-last_seen", "severity"], name="finding_in_state"),
            models.Index(fields=["priority", "-last_seen", "state", "severity"], name="finding_by_priority"),
            # The front page of the desk counts the whole country: it reads these, and never the rows.
            models.Index(fields=["made_at", "severity"], name="finding_by_beginning"),
            models.Index(fields=["closed_at", "severity"], name="finding_by_end", condition=models.Q(closed_at__isnull=False)),
            models.Index(fields=["due", "state"], name="finding_by_due_day"),
        ]


class FindingStep(models.Model):
    """One step in the life of a finding: what happened, who says so, when and why. Never changed."""

    finding = models.ForeignKey(FindingRow, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)  # sighted, notice-sent, answered, closed, came-back
    state = models.CharField(max_length=16)
    who = models.CharField(max_length=100)
    why = models.TextField(blank=True)
    count = models.BigIntegerField(default=0)
    via = models.CharField(max_length=8, blank=True, default="", db_default="")  # how an answer came: link, mail, desk, api, command


class TaskRow(models.Model):
    """What was answered to one task of a finding: to patch, or to hunt. A task without a row is open."""

    finding = models.ForeignKey(FindingRow, models.CASCADE, related_name="+")
    task = models.CharField(max_length=10)
    state = models.CharField(max_length=12)
    at = models.DateTimeField()
    who = models.CharField(max_length=100)
    why = models.TextField(blank=True, default="")

    class Meta:
        """The last answer to a task stands; the history of the finding keeps them all."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["finding", "task"], name="task_once")]


class EscalationRow(models.Model):
    """That the due date of a finding passed in silence, and to whom above it was taken."""

    finding = models.OneToOneField(FindingRow, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    due = models.DateField()
    contact = models.ForeignKey("constituency.ContactRow", models.SET_NULL, null=True, related_name="+")  # none: nobody is above


class NoticeRow(models.Model):
    """A warning or a digest: what one organisation is told. Frozen when it is written."""

    carries_folio: ClassVar = "folio"
    folio = models.CharField(max_length=20)
    number = models.PositiveIntegerField(default=1)  # counts the messages of the folio
    code = models.CharField(max_length=16)  # printed beside the folio, asked for by `/verify`
    kind = models.CharField(max_length=16)
    organisation = models.ForeignKey("constituency.OrganisationRow", models.PROTECT, related_name="+")
    label = models.CharField(max_length=16)
    severity = models.CharField(max_length=10)
    held = models.CharField(max_length=40, blank=True, default="")  # why a person must look first
    made_at = models.DateTimeField(db_index=True)
    findings = models.PositiveIntegerField()
    news = models.JSONField(default=dict)
    fixed = models.PositiveIntegerField(default=0)
    due = models.DateField(null=True)
    stage = models.CharField(max_length=16, blank=True, default="")  # of a deadline: seven-days, one-day, passed
    thread = models.JSONField(default=list)  # Message-IDs of what was told of the same findings before
    said = models.JSONField(default=list)  # what a notice without findings says: [Spanish, English] a sentence

    class Meta:
        """(organisation, id) is what the outbox ties itself to."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["folio", "number"], name="notice_once_a_number"),
            models.UniqueConstraint(fields=["organisation", "id"], name="notice_of_one_organisation"),
        ]


class NoticeFinding(models.Model):
    """That a notice told of a finding. Both are of one organisation when it is written: a wall sees to it."""

    notice = models.ForeignKey(NoticeRow, models.CASCADE, related_name="+")
    finding = models.ForeignKey(FindingRow, models.CASCADE, related_name="+")
    why = models.CharField(max_length=16, blank=True)  # new, worse, came-back, due

    class Meta:
        """A notice tells of a finding once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "finding"], name="told_once")]


class OutboxRow(models.Model):
    """One message to one mailbox, frozen when its notice was written, and how its sending stands.

    The organisation stands here beside notice and contact, so that the database itself
    refuses a row whose three do not belong together (`walls`).
    """

    notice = models.ForeignKey(NoticeRow, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("constituency.OrganisationRow", models.PROTECT, related_name="+")
    contact = models.ForeignKey("constituency.ContactRow", models.PROTECT, null=True, related_name="+")  # none: held
    recipient = models.CharField(max_length=320)
    label = models.CharField(max_length=16)
    channel = models.CharField(max_length=20, default="mail")
    language = models.CharField(max_length=5)
    template = models.CharField(max_length=64)
    key_fingerprint = models.CharField(max_length=64, blank=True, default="")
    body_sha256 = models.CharField(max_length=64)
    message_id = models.CharField(max_length=200)
    subject = models.CharField(max_length=400)
    message = models.BinaryField()  # the rendered message, as `store.warning.frozen` writes it
    state = models.CharField(max_length=20, default="queued")
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    first_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    provider_id = models.CharField(max_length=400, blank=True, default="")
    note = models.TextField(blank=True, default="")
    token = models.BigIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        """What is due is found by one index; a Message-ID names one row."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["message_id"], name="outbox_message_id")]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="outbox_due")]


class WishRow(models.Model):
    """What one organisation wishes: its hours and days, how often it is told, how its mail is protected."""

    organisation = models.OneToOneField("constituency.OrganisationRow", models.CASCADE, related_name="+")
    wishes = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)


class CalendarRow(models.Model):
    """The calendar that notices keep, as its file was written; the latest one counts."""

    name = models.CharField(max_length=100)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=100)


class PaperRow(models.Model):
    """A paper that was made of a notice: an official letter or a certificate, its exact bytes, and what became of it.

    Whoever drops the file on the page of verification is answered by its hash.
    """

    notice = models.ForeignKey(NoticeRow, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("constituency.OrganisationRow", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)  # letter, certificate
    number = models.PositiveIntegerField(default=1)  # counts the papers of one kind of a folio
    language = models.CharField(max_length=5)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100)
    sent_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        """A paper of a kind has its number once in each language."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "kind", "number", "language"], name="paper_once_a_number"),
        ]


class EnclosureRow(models.Model):
    """A file of a notice that was too large for its mail; it can be fetched with folio and code until its day."""

    notice = models.ForeignKey(NoticeRow, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    until = models.DateTimeField(db_index=True)


class BacklogRow(models.Model):
    """That findings of a large delivery wait to be merged: which file holds them, and how far it was merged."""

    delivery = models.OneToOneField("feeds.DeliveryRow", models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    rows = models.BigIntegerField()
    merged = models.BigIntegerField(default=0)
    state = models.CharField(max_length=16)  # what the delivery becomes when all are merged
    feeds = models.JSONField(default=list)
    arrivals = models.JSONField(default=list)
