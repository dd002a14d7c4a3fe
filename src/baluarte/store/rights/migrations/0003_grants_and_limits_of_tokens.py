"""Roles become grants with an end, and tokens get scopes.

Accounts that stood keep what they could do: those of the team the roles their reach gave, from
now for as long as such a role lasts. Tokens keep every scope there was on the day of this change.
"""

from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

TEAM = ["analyst", "approver", "auditor", "coordinator", "duty-officer", "operator", "policy-officer"]
MEMBERS = ["organisation-manager", "provider", "responder", "viewer"]
DESK = ["analyst", "approver", "coordinator", "duty-officer"]
SCOPES = (
    "findings:read findings:write notices:read notices:write organisations:read organisations:write assets:read assets:write "
    "deliveries:read deliveries:write sources:read sources:write replies:read replies:write campaigns:read campaigns:write "
    "figures:read figures:write promises:read marks:read"
)


def carry_over(apps, schema_editor):
    """Write a grant for what the reach of an account gave, and name the scopes of old tokens."""
    account_model, grant_model = apps.get_model("rights", "Account"), apps.get_model("rights", "GrantRow")
    now = timezone.now()
    for account in account_model.objects.filter(is_active=True):
        member = bool(account.organisation)
        roles = ["organisation-manager"] if member else TEAM if account.name == "administrator" else DESK
        for role in roles if member or account.reach == "officer" else ():
            days = 365 if member or role in {"auditor", "operator"} else 180
            grant_model.objects.create(
                account=account,
                role=role,
                organisation=account.organisation,
                since=now,
                until=now + timedelta(days=days),
                given_by="system",
            )
    apps.get_model("rights", "Token").objects.update(scopes=f";{';'.join(sorted(SCOPES.split()))};")


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_personal_data")]

    operations = [
        migrations.AddField("token", "scopes", models.TextField(blank=True, default="")),
        migrations.AddField("token", "organisation", models.CharField(blank=True, default="", max_length=100)),
        migrations.AddField("token", "label", models.CharField(default="amber+strict", max_length=20)),
        migrations.AddField("token", "networks", models.TextField(blank=True, default="")),
        migrations.AddField("token", "noticed", models.PositiveSmallIntegerField(default=0)),
        migrations.CreateModel(
            name="GrantRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=40)),
                ("organisation", models.CharField(blank=True, default="", max_length=100)),
                ("scopes", models.TextField(blank=True, default="")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("given_by", models.CharField(max_length=100)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, default="", max_length=100)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="rights.account")),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "until"], name="rights_grant_of")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="rights_grant_ends"),
                    models.CheckConstraint(
                        condition=models.Q(role__in=TEAM, organisation="") | (models.Q(role__in=MEMBERS) & ~models.Q(organisation="")),
                        name="rights_grant_about",
                    ),
                    models.CheckConstraint(
                        condition=(models.Q(role="provider") & ~models.Q(scopes="")) | (~models.Q(role="provider") & models.Q(scopes="")),
                        name="rights_grant_scopes",
                    ),
                ],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=True),
    ]
