"""Load the frozen installation of a release into PostgreSQL: its tables as its own migrations made them, then its rows.

Run as `python into_postgres.py FROZEN.sqlite3` with DATABASE_URL set; the models are those of that release, so that every value is
converted as Django did then.
"""

import sys

import django
from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor


def main(frozen: str) -> None:
    """Make the tables of the release and copy every row."""
    django.setup()
    settings.DATABASES["frozen"] = {
        **connections["default"].settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": frozen,
        "OPTIONS": {},
    }
    connections.settings["frozen"] = settings.DATABASES["frozen"]
    with connections["frozen"].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        applied = dict(cursor.fetchall())
    executor = MigrationExecutor(connections["default"])
    executor.migrate(sorted(applied.items()))
    models = (
        MigrationExecutor(connections["default"]).loader.project_state(sorted(applied.items())).apps.get_models(include_auto_created=True)
    )
    with transaction.atomic():
        for model in models:
            if model._meta.db_table not in {"django_migrations", "django_session"}:
                model.objects.using("default").bulk_create(list(model.objects.using("frozen").order_by("pk")))
        with connections["default"].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for statement in connections["default"].ops.sequence_reset_sql(django.core.management.color.no_style(), models):
                cursor.execute(statement)


if __name__ == "__main__":
    main(sys.argv[1])
