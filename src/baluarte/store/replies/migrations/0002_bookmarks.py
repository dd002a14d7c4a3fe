"""Remember how far the mailbox of replies was read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("replies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BookmarkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("numbering", models.BigIntegerField(default=0)),
                ("uid", models.BigIntegerField(default=0)),
            ],
        ),
    ]
