"""The table of grants. The database itself refuses one that has no end, or that is about the wrong kind of thing."""

from typing import ClassVar

from django.db import models

from baluarte.core.rights.roles import MEMBERS, TEAM


class GrantRow(models.Model):
    """A role of an account, from a moment to a moment. A row is never changed but to end it."""

    account = models.ForeignKey("rights.Account", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=100, blank=True, default="")
    scopes = models.TextField(blank=True, default="")  # `;a;b;`, of providers alone
    since = models.DateTimeField()
    until = models.DateTimeField()
    given_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        """Found by its account, or by its organisation."""

        app_label = "rights"
        indexes: ClassVar = [models.Index(fields=["organisation", "until"], name="rights_grant_of")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="rights_grant_ends"),
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(TEAM), organisation="")
                | (models.Q(role__in=sorted(MEMBERS)) & ~models.Q(organisation="")),
                name="rights_grant_about",
            ),
            models.CheckConstraint(
                condition=(models.Q(role="provider") & ~models.Q(scopes="")) | (~models.Q(role="provider") & models.Q(scopes="")),
                name="rights_grant_scopes",
            ),
        ]
