"""Keep flaws in use with their products, their scores and their records."""

from django.db import migrations, models

_TEXT = {"blank": True, "default": ""}


class Migration(migrations.Migration):
    initial = True
    dependencies = ()

    operations = (
        migrations.CreateModel(
            "ExploitedRow",
            [
                ("cve", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("vendor", models.TextField(**_TEXT)),
                ("product", models.TextField(**_TEXT)),
                ("name", models.TextField(**_TEXT)),
                ("added", models.DateField(null=True)),
                ("due", models.DateField(null=True)),
                ("ransomware", models.BooleanField(default=False)),
                ("action", models.TextField(**_TEXT)),
                ("notes", models.TextField(**_TEXT)),
                ("source", models.CharField(default="kev", max_length=16)),
            ],
        ),
        migrations.CreateModel(
            "ScoreRow",
            [
                ("cve", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("score", models.FloatField()),
                ("percentile", models.FloatField()),
                ("day", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            "RecordRow",
            [
                ("cve", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("state", models.CharField(max_length=16)),
                ("published", models.DateField(null=True)),
                ("updated", models.CharField(max_length=40, **_TEXT)),
                ("title", models.TextField(**_TEXT)),
                ("description", models.TextField(**_TEXT)),
                ("score", models.FloatField(null=True)),
                ("severity", models.CharField(max_length=10, **_TEXT)),
                ("affected", models.TextField(**_TEXT)),
            ],
        ),
        migrations.CreateModel(
            "RecordKey",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cve", models.CharField(db_index=True, max_length=32)),
                ("key", models.TextField()),
            ],
            options={"constraints": (models.UniqueConstraint(fields=["key", "cve"], name="record_key_once"),)},
        ),
    )
