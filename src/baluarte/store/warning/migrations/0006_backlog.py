"""Say of a large delivery which findings of it wait to be merged, and how far that is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("warning", "0005_tasks_and_flaws_elsewhere"), ("feeds", "0001_initial")]

    operations = [
        migrations.CreateModel(
            "BacklogRow",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.BigIntegerField()),
                ("merged", models.BigIntegerField(default=0)),
                ("state", models.CharField(max_length=16)),
                ("feeds", models.JSONField(default=list)),
                ("arrivals", models.JSONField(default=list)),
                ("delivery", models.OneToOneField("feeds.DeliveryRow", models.CASCADE, related_name="+")),
            ],
        ),
    ]
