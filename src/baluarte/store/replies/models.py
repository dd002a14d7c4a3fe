"""The tables of replies: whatever came back after a notice, what became of it, and how far a mailbox was read."""

from typing import ClassVar

from django.db import models


class ReplyRow(models.Model):
    """One thing that came back: an answer by link, a mail, a bounce. Each is kept once, by its `key`.

    `state` says where it stands: acted on, waiting for a person, settled by one, or only counted.
    A mail was durable under `raw` before anything of it was read.
    """

    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    via = models.CharField(max_length=8)  # link, mail
    kind = models.CharField(max_length=8)  # answer, bounce, other
    state = models.CharField(max_length=10)  # acted, waiting, settled, counted
    reason = models.CharField(max_length=32, blank=True, default="")  # why a person must read it, or why it is only counted
    word = models.CharField(max_length=16, blank=True, default="")
    notice = models.ForeignKey("warning.NoticeRow", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("constituency.OrganisationRow", models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey("constituency.ContactRow", models.PROTECT, null=True, related_name="+")
    findings = models.JSONField(default=list)  # folios that the answer is about
    why = models.TextField(blank=True, default="")
    until = models.DateField(null=True)
    sender = models.CharField(max_length=320, blank=True, default="")
    subject = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    message_id = models.CharField(max_length=300, blank=True, default="")
    raw = models.CharField(max_length=64, blank=True, default="")
    bytes = models.BigIntegerField(default=0)
    confirmation = models.CharField(max_length=8, blank=True, default="")  # due, sent, failed
    confirm_tries = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=100, blank=True, default="")
    settled_why = models.TextField(blank=True, default="")

    class Meta:
        """Read by what waits, and by organisation."""

        indexes: ClassVar = [
            models.Index(fields=["state", "at"], name="reply_by_state"),
            models.Index(fields=["organisation", "at"], name="reply_of_organisation"),
            models.Index(fields=["confirmation"], name="reply_to_confirm"),
        ]


class BookmarkRow(models.Model):
    """How far a mailbox was read: how its server numbers its letters, and the last one that was kept."""

    name = models.CharField(max_length=40, unique=True)
    numbering = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
