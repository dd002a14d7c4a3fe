"""Remember of every answer how it came: by link, mail, desk, API or command."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warning", "0003_wishes_calendar_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="findingstep",
            name="via",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
    ]
