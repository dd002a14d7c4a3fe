"""Which rows of a file of the lake came with which delivery: a compacted file holds those of many."""

import django.db.models.deletion
from django.db import migrations, models

_TELL = """
    INSERT INTO feeds_provenancerow (part_id, delivery_id, rows)
    SELECT id, delivery_id, rows FROM feeds_manifestrow ORDER BY id
"""


class Migration(migrations.Migration):
    """Until now every file came with one delivery."""

    dependencies = [
        ("feeds", "0003_delivery_mapping"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProvenanceRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rows", models.BigIntegerField()),
                ("delivery", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="feeds.deliveryrow")),
                ("part", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="feeds.manifestrow")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("delivery", "part"), name="provenance_once")],
            },
        ),
        migrations.RunSQL(_TELL, migrations.RunSQL.noop),
    ]
