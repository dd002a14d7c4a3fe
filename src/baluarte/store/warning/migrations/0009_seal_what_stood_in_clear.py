"""What an older release kept in clear is sealed under the key of its subject.

Columns seal what is saved through them, so each row is read and saved. What is written once is
let go of for as long as this takes; every wall is raised again after the migration.
"""

from django.db import migrations

_FROZEN = {"warning_outboxrow": "outbox_frozen", "constituency_historyrow": "constituency_historyrow_frozen"}
_COLUMNS = (
    ("constituency", "ContactRow", ("address", "key")),
    ("constituency", "ClaimLinkRow", ("address",)),
    ("constituency", "ClaimMailRow", ("recipient",)),
    ("warning", "OutboxRow", ("recipient", "message")),
    ("replies", "ReplyRow", ("sender", "subject", "text", "why", "message_id")),
    ("rights", "AccountName", ("clear",)),
)


def seal(apps, schema_editor):
    """Read and save every row that holds something of a person."""
    from baluarte.store.constituency.sealing import sealed_history

    postgres = schema_editor.connection.vendor == "postgresql"
    for table, trigger in _FROZEN.items():
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER" if postgres else f"DROP TRIGGER IF EXISTS {trigger}")
    for app, model, columns in _COLUMNS:
        rows = apps.get_model(app, model).objects
        for row in rows.order_by("pk"):
            row.save(update_fields=columns)
    for row in apps.get_model("constituency", "HistoryRow").objects.filter(what="contact").order_by("pk"):
        row.before, row.after = sealed_history(row.before), sealed_history(row.after)
        row.save(update_fields=["before", "after"])
    if postgres:
        for table in _FROZEN:
            schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    """Going back leaves what is sealed as it is: an older release would not read it."""

    dependencies = [
        ("warning", "0008_sealed_columns"),
        ("constituency", "0007_sealed_mail_about_claims"),
        ("replies", "0004_sealed_names_of_mails"),
        ("rights", "0005_sealed_columns"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
