"""The tables of campaigns: what was asked for and decided, whom it concerns, which findings and notices belong to it."""

from typing import ClassVar

from django.db import models


class CampaignRow(models.Model):
    """One campaign. The database refuses an approval by the one who asked."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=200)
    says_es = models.CharField(max_length=400)
    says_en = models.CharField(max_length=400)
    do_es = models.CharField(max_length=400)
    do_en = models.CharField(max_length=400)
    why = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=100, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    file = models.BinaryField(default=b"")  # the rows of a campaign about a report, until it is sent
    delivery = models.BigIntegerField(null=True)  # which those rows became

    class Meta:
        """Two people, or none."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("asked_by")) | models.Q(decided_by=""), name="campaign_two_people"
            )
        ]


class CampaignMember(models.Model):
    """An organisation that a campaign concerns, as it stood when it was asked for."""

    campaign = models.ForeignKey(CampaignRow, models.CASCADE, related_name="+")
    organisation = models.ForeignKey("constituency.OrganisationRow", models.PROTECT, related_name="+")
    reachable = models.BooleanField()

    class Meta:
        """Once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "organisation"], name="campaign_member_once")]


class CampaignFinding(models.Model):
    """A finding that a campaign told of."""

    campaign = models.ForeignKey(CampaignRow, models.CASCADE, related_name="+")
    finding = models.ForeignKey("warning.FindingRow", models.CASCADE, related_name="+")

    class Meta:
        """Once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "finding"], name="campaign_finding_once")]


class CampaignNotice(models.Model):
    """A notice in which a campaign told an organisation."""

    campaign = models.ForeignKey(CampaignRow, models.CASCADE, related_name="+")
    notice = models.ForeignKey("warning.NoticeRow", models.PROTECT, related_name="+")
