"""Keep a word that every change of an asset replaces, so that an index made from them is known to be of now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("constituency", "0003_inventory")]

    operations = [
        migrations.CreateModel(
            "AssetStamp",
            [
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("word", models.CharField(max_length=40)),
            ],
        ),
    ]
