"""Give flaws in use to the room of products, and keep what is answered to tasks and to whom silence was taken."""

import django.db.models.deletion
from django.db import migrations, models

_MOVED = (
    "INSERT INTO products_exploitedrow (cve, vendor, product, name, added, due, ransomware, action, notes, source) "
    "SELECT cve, '', '', '', added, due, ransomware, '', '', 'kev' FROM warning_exploitedrow"
)
_BACK = "INSERT INTO warning_exploitedrow (cve, added, due, ransomware) SELECT cve, added, due, ransomware FROM products_exploitedrow"


class Migration(migrations.Migration):
    dependencies = [
        ("warning", "0004_how_an_answer_came"),
        ("products", "0001_flaws"),
        ("constituency", "0003_inventory"),
    ]

    operations = [
        migrations.RunSQL(_MOVED, _BACK),
        migrations.DeleteModel("ExploitedRow"),
        migrations.CreateModel(
            "TaskRow",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("who", models.CharField(max_length=100)),
                ("why", models.TextField(blank=True, default="")),
                ("finding", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="warning.findingrow")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["finding", "task"], name="task_once")]},
        ),
        migrations.CreateModel(
            "EscalationRow",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("due", models.DateField()),
                (
                    "contact",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="constituency.contactrow"
                    ),
                ),
                ("finding", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="warning.findingrow")),
            ],
        ),
    ]
