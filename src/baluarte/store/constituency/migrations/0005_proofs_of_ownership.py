"""Keep who proved what is its own: tokens, claims, votes, links, mails, disputes, delegated children, shares."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("constituency", "0004_asset_stamp"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=12)),
                ("assurance", models.PositiveSmallIntegerField()),
                ("base", models.PositiveSmallIntegerField()),
                ("since", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("missing", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=100)),
                ("checked_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, default="", max_length=16)),
                ("last", models.JSONField(default=dict)),
                ("letter", models.CharField(blank=True, default="", max_length=200)),
                ("asset", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="constituency.assetrow")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.organisationrow"
                    ),
                ),
                (
                    "through",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="constituency.claimrow"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClaimLinkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=320)),
                ("nonce", models.CharField(max_length=32)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.organisationrow"
                    ),
                ),
                ("claim", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="constituency.claimrow")),
            ],
        ),
        migrations.CreateModel(
            name="ClaimVoteRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who", models.CharField(max_length=100)),
                ("assurance", models.PositiveSmallIntegerField()),
                ("why", models.TextField()),
                ("at", models.DateTimeField()),
                ("claim", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="constituency.claimrow")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.organisationrow"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DelegationRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=400)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("made_by", models.CharField(max_length=100)),
                ("asset", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="constituency.assetrow")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.organisationrow"
                    ),
                ),
                ("to", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.organisationrow")),
            ],
        ),
        migrations.CreateModel(
            name="HoldingDisputeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=400)),
                ("why", models.TextField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=100)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, default="", max_length=100)),
                ("decision", models.TextField(blank=True, default="")),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.organisationrow"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProofTokenRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="constituency.organisationrow"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShareRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("made_by", models.CharField(max_length=100)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, default="", max_length=100)),
                ("asset", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="constituency.assetrow")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.organisationrow"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.organisationrow"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClaimMailRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("recipient", models.CharField(blank=True, default="", max_length=320)),
                ("language", models.CharField(blank=True, default="", max_length=5)),
                ("told", models.JSONField(default=dict)),
                ("state", models.CharField(default="due", max_length=10)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="constituency.organisationrow"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "id"], name="claim_mail_due")],
            },
        ),
        migrations.AddIndex(
            model_name="claimrow",
            index=models.Index(fields=["next_at"], name="claim_due"),
        ),
        migrations.AddConstraint(
            model_name="claimrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["refused", "withdrawn"]), _negated=True),
                fields=("asset", "method"),
                name="claim_once_a_method",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimrow",
            constraint=models.UniqueConstraint(fields=("organisation", "id"), name="claim_of_one_organisation"),
        ),
        migrations.AddConstraint(
            model_name="claimvoterow",
            constraint=models.UniqueConstraint(fields=("claim", "who"), name="one_vote_a_person"),
        ),
        migrations.AddConstraint(
            model_name="delegationrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("organisation", "value"), name="delegated_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="holdingdisputerow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("organisation", "kind", "value"), name="one_open_dispute"
            ),
        ),
        migrations.AddConstraint(
            model_name="prooftokenrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("organisation",), name="one_current_proof_token"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharerow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("asset", "provider"), name="shared_once"
            ),
        ),
    ]
