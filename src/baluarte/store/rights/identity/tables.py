"""Tables of identity. What belongs to a factor, a session or a linked identity lies in allauth's own tables."""

from typing import ClassVar

from django.db import models


class Attempts(models.Model):
    """How often one account or one network failed. `key` is a keyed hash: whose count it is, the table alone does not tell."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        """Belongs to the room of rights."""

        app_label = "rights"


class SpentCode(models.Model):
    """A code of an authenticator application that was used: within its half minute it opens nothing a second time."""

    account = models.ForeignKey("rights.Account", on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)
    spent_at = models.DateTimeField()

    class Meta:
        """One row a code and account."""

        app_label = "rights"
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "code_hash"], name="rights_code_once")]


class Recovery(models.Model):
    """A wish to begin again without one's factors, and what became of it."""

    account = models.ForeignKey("rights.Account", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, default="open")  # open, done, stopped

    class Meta:
        """One wish at a time for an account."""

        app_label = "rights"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], condition=models.Q(outcome="open"), name="rights_one_recovery"),
        ]


class RecoveryApproval(models.Model):
    """That one person vouched for a recovery, and on which ground. Nobody counts twice, and no ground of a contact does."""

    recovery = models.ForeignKey("rights.Recovery", on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=100)
    ground = models.CharField(max_length=20)  # colleague, domain, call
    note = models.CharField(max_length=400, blank=True, default="")
    approved_at = models.DateTimeField()

    class Meta:
        """One row a person."""

        app_label = "rights"
        constraints: ClassVar = [models.UniqueConstraint(fields=["recovery", "person"], name="rights_vouch_once")]
