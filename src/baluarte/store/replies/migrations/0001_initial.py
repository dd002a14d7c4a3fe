"""Keep what comes back after a notice."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("constituency", "0002_how_well_a_contact_answers"),
        ("warning", "0004_how_an_answer_came"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplyRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
                ("via", models.CharField(max_length=8)),
                ("kind", models.CharField(max_length=8)),
                ("state", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=32)),
                ("word", models.CharField(blank=True, default="", max_length=16)),
                ("findings", models.JSONField(default=list)),
                ("why", models.TextField(blank=True, default="")),
                ("until", models.DateField(null=True)),
                ("sender", models.CharField(blank=True, default="", max_length=320)),
                ("subject", models.CharField(blank=True, default="", max_length=200)),
                ("text", models.TextField(blank=True, default="")),
                ("message_id", models.CharField(blank=True, default="", max_length=300)),
                ("raw", models.CharField(blank=True, default="", max_length=64)),
                ("bytes", models.BigIntegerField(default=0)),
                ("confirmation", models.CharField(blank=True, default="", max_length=8)),
                ("confirm_tries", models.PositiveSmallIntegerField(default=0)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, default="", max_length=100)),
                ("settled_why", models.TextField(blank=True, default="")),
                (
                    "contact",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.contactrow"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="warning.noticerow"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="constituency.organisationrow"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "at"], name="reply_by_state"),
                    models.Index(fields=["organisation", "at"], name="reply_of_organisation"),
                    models.Index(fields=["confirmation"], name="reply_to_confirm"),
                ],
            },
        ),
    ]
