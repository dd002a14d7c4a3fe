"""`Fold` in the database: the same letters fold on SQLite and on PostgreSQL."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField

from baluarte.core.ground.fold import MARKED, PLAIN, fold


class Fold(Func):
    """A text without accents and capitals, compared byte by byte on every database."""

    function = "baluarte_fold"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Use the server's own functions, and the C order, which is SQLite's."""
        template = f"""(translate(lower(normalize(%(expressions)s, NFC)), '{MARKED}', '{PLAIN}') COLLATE "C")"""
        return self.as_sql(compiler, connection, template=template, **more)


def teach_sqlite(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Give a new SQLite connection the function; other databases have their own."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("baluarte_fold", 1, _fold, deterministic=True)


def _fold(text: str | None) -> str | None:
    return None if text is None else fold(text)
