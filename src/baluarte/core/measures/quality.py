"""How good is what figures rest on? One sentence a fault, or one that says there was none."""

from datetime import date, timedelta

import polars as pl

from baluarte.core.ground.text import Text

_SILENT = timedelta(days=8)


def quality(deliveries: pl.DataFrame, arrivals: pl.DataFrame, today: date) -> tuple[Text, ...]:
    """Return what readers must know about the data: deliveries not read, and reports that stopped arriving."""
    notes = []
    unread = deliveries.filter(~pl.col("ended")).height
    if unread:
        notes.append(Text(f"Entregas recibidas y aún sin leer: {unread}.", f"Deliveries received and not yet read: {unread}."))
    last = arrivals.group_by("report").agg(day=pl.col("day").max()).sort("report")
    silent = last.filter(pl.col("day") < today - _SILENT)["report"].to_list()
    if silent:
        named = ", ".join(silent[:5]) + (" …" if len(silent) > 5 else "")
        notes.append(
            Text(
                f"Reportes sin llegar desde hace más de ocho días: {named}. Su silencio no cierra nada.",
                f"Reports that have not arrived for more than eight days: {named}. Their silence closes nothing.",
            )
        )
    if not notes:
        notes.append(
            Text("Todas las entregas están leídas y ningún reporte falta.", "Every delivery has been read and no report is missing.")
        )
    return tuple(notes)
