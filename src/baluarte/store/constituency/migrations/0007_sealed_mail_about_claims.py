"""Mailboxes that prove a claim, or are told of one, are sealed under the key of whom they reach."""

from typing import ClassVar

from django.db import migrations

import baluarte.store.rights.keys.fields


class Migration(migrations.Migration):
    """Two columns; what stands in them is sealed by the migration of `warning` that leans on this one."""

    dependencies: ClassVar = [("constituency", "0006_sealed_columns")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="claimlinkrow",
            name="address",
            field=baluarte.store.rights.keys.fields.SealedMailbox(max_length=800, shelf="contact"),
        ),
        migrations.AlterField(
            model_name="claimmailrow",
            name="recipient",
            field=baluarte.store.rights.keys.fields.SealedMailbox(blank=True, default="", max_length=800, shelf="contact"),
        ),
    ]
