"""Tie outbox, contact and notice to one organisation by composite foreign keys (PostgreSQL)."""

from django.db import migrations

from baluarte.store.warning.walls import tie_parts, untie_parts


class Migration(migrations.Migration):
    dependencies = [("warning", "0001_initial"), ("constituency", "0001_initial")]

    operations = [migrations.RunPython(lambda apps, schema: tie_parts(), lambda apps, schema: untie_parts())]
