"""The first chart: findings opened and closed, week by week, and the sentence it says."""

from datetime import date

import polars as pl

from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.formats import words
from baluarte.formats.charts import Chart, Drawing, Series, draw

WEEKS_SHOWN = 26
OPENED = Text("abiertos", "opened")
CLOSED = Text("cerrados", "closed")


def by_week(table: pl.DataFrame) -> pl.DataFrame:
    """Return the last weeks as (week, begins, opened, closed): `week` in ISO form, `begins` its Monday.

    A week in which nothing happened is a zero, since we looked; weeks before the first are not there.
    """
    sums = table.group_by("week").agg(pl.col("opened").sum().cast(pl.Int64), pl.col("closed").sum().cast(pl.Int64))
    days = [monday(value) for value in sums["week"].to_list()]
    dated = sums.with_columns(begins=pl.Series(days, dtype=pl.Date)).sort("begins")
    if dated.height:
        every = pl.DataFrame({"begins": pl.date_range(dated["begins"][0], dated["begins"][-1], "1w", eager=True)})
        dated = every.join(dated, on="begins", how="left").with_columns(pl.col("opened", "closed").fill_null(0)).sort("begins")
    shown = dated.tail(WEEKS_SHOWN)
    names = pl.Series([words.week(day) for day in shown["begins"].to_list()], dtype=pl.String)
    return shown.with_columns(week=names).select("week", "begins", "opened", "closed")


def monday(week: date | str) -> date:
    """Return the day a week begins, from the day itself or from the ISO form.

    >>> monday("2026-W10"), monday(date(2026, 3, 2))
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 2))
    """
    if isinstance(week, date):
        return week
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def drawing(weeks: pl.DataFrame, request: DeskRequest) -> Drawing | None:
    """Return the chart with its sentence; nothing to draw, no chart."""
    if weeks.height < 2:
        return None
    language = request.language
    today = words.medium_date(words.local_day(request.world.now(), request.world.house.zone), language)
    return draw(
        Chart(
            table=weeks,
            time="begins",
            series=(Series("opened", OPENED), Series("closed", CLOSED)),
            title=sentence(weeks, language),
            subtitle=Text(
                f"Hallazgos por semana, de lunes a domingo; al {today}.", f"Findings a week, Monday to Sunday; as of {today}."
            ).in_(language),
            source=Text(
                "Fuente: hallazgos de esta instalación. La semana en curso está incompleta.",
                "Source: findings of this installation. The current week is incomplete.",
            ).in_(language),
            language=language,
        )
    )


def sentence(weeks: pl.DataFrame, language: Language) -> str:
    """Return what the chart says, in one sentence.

    >>> sentence(pl.DataFrame({"opened": [3, 4], "closed": [9, 1]}), "en")
    'Over these 2 weeks more findings were closed (10) than opened (7).'
    """
    opened, closed = int(weeks["opened"].sum()), int(weeks["closed"].sum())
    many, shut = words.number(opened, language), words.number(closed, language)
    if closed > opened:
        text = Text(
            f"En estas {weeks.height} semanas se cerraron más hallazgos ({shut}) de los que se abrieron ({many}).",
            f"Over these {weeks.height} weeks more findings were closed ({shut}) than opened ({many}).",
        )
    elif closed < opened:
        text = Text(
            f"En estas {weeks.height} semanas se abrieron más hallazgos ({many}) de los que se cerraron ({shut}).",
            f"Over these {weeks.height} weeks more findings were opened ({many}) than closed ({shut}).",
        )
    else:
        text = Text(
            f"En estas {weeks.height} semanas se abrieron y se cerraron {many} hallazgos.",
            f"Over these {weeks.height} weeks {many} findings were opened and as many closed.",
        )
    return text.in_(language)
