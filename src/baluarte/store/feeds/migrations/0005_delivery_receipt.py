"""Every delivery has a receipt: a folio of the series that all kinds of things share."""

from django.conf import settings
from django.db import migrations, models

from baluarte.core.ground.identifiers import folio


def give_receipts(apps, _editor):
    """Give those that came before a number each, in the order in which they came."""
    series = apps.get_model("ground", "FolioSeries")
    rows = apps.get_model("feeds", "DeliveryRow")
    for row in rows.objects.filter(receipt="").order_by("id").only("id", "received_at", "receipt"):
        year, _ = series.objects.get_or_create(year=row.received_at.year)
        year.last += 1
        year.save(update_fields=["last"])
        rows.objects.filter(id=row.id).update(receipt=folio(settings.BALUARTE.country, year.year, year.last))


class Migration(migrations.Migration):
    """The column, then the numbers, then the rule that a number names one delivery."""

    dependencies = [
        ("feeds", "0004_provenance"),
        ("ground", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="deliveryrow",
            name="receipt",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.RunPython(give_receipts, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="deliveryrow",
            constraint=models.UniqueConstraint(condition=models.Q(("receipt", ""), _negated=True), fields=("receipt",), name="receipt_once"),
        ),
    ]
