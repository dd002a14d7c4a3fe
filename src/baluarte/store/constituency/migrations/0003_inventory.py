"""Say of an asset whether it can be reached, who runs it for its owner, and its CPE name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("constituency", "0002_how_well_a_contact_answers")]

    operations = [
        migrations.AddField("assetrow", "exposed", models.CharField(max_length=3, blank=True, default="", db_default="")),
        migrations.AddField("assetrow", "supplier", models.CharField(max_length=200, blank=True, default="", db_default="")),
        migrations.AddField("assetrow", "cpe", models.CharField(max_length=400, blank=True, default="", db_default="")),
    ]
