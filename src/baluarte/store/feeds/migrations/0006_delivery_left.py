"""Say of a delivery that it was left to the worker."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feeds", "0005_delivery_receipt")]

    operations = [migrations.AddField("deliveryrow", "left", models.BooleanField(default=False, db_default=False))]
