"""Ready or not: the database answers and its tables are those of this program."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


def parts() -> dict[str, bool]:
    """Return what must be well, by name."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = MigrationExecutor(connection)
        complete = not waiting.migration_plan(waiting.loader.graph.leaf_nodes())
    except DatabaseError:
        return {"database": False, "migrations": False}
    return {"database": True, "migrations": complete}


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when ready, 503 when not, with the parts; the version is told to nobody but the operator."""
    well = parts()
    ready = all(well.values())
    response = JsonResponse({"status": "ready" if ready else "not-ready", **well}, status=200 if ready else 503)
    response.headers["Cache-Control"] = "no-store"
    return response
