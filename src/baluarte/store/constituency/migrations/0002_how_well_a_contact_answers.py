"""Let a contact age: when it last answered, bounced and was tested, and until when it is verified."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("constituency", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactrow",
            name="acknowledged_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="contactrow",
            name="bounced_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="contactrow",
            name="returned",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="contactrow",
            name="tested_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="contactrow",
            name="verified_until",
            field=models.DateField(null=True),
        ),
    ]
