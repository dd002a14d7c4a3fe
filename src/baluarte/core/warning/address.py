"""Who must be told, of what, in which language, under which label: findings become notices.

Only news is told: what is new, has become worse, came back, or falls due. A bare reminder
does not exist. What cannot wait (known to be exploited, or already broken into) goes in a
notice of its own. An organisation that cannot be reached gets its notice too, held for a
person: nobody is skipped in silence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from baluarte.core.constituency.contact import NOTICE_ORDER, Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Broken
from baluarte.core.feeds.schema import SEVERITIES
from baluarte.core.ground.text import LANGUAGES, Language, Text
from baluarte.core.sharing.gate import may_receive
from baluarte.core.sharing.label import read_label, strictest
from baluarte.core.warning.findings import kind_of
from baluarte.core.warning.notice import Notice, NoticeKind

# What was said of each finding when it was last told; one row a finding. Whoever closes a
# finding writes "closed" here too, so that its next return is news again.
TOLD = pl.Schema({"folio": pl.String, "severity": pl.String, "priority": pl.Int64, "state": pl.String, "stage": pl.String})
NEWS = ("new", "worse", "came-back", "due")
# A finding in another state is muted until a date, disputed or closed: it is no news.
_SPEAKS = ("open", "came-back", "acknowledged", "fix-claimed")
# Days before a due date at which it is told again, once each; then once when it has passed.
_DUE_STAGES = ((-1, "passed"), (1, "one-day"), (7, "seven-days"))
# Reasons of `prioritise` that say a flaw is used in attacks.
EXPLOITED = frozenset({"known-exploited", "ransomware"})
NO_CONTACT = "no-contact"
NOT_ACTIVE = "organisation-not-active"
HELD_WORDS = {
    NO_CONTACT: Text("No hay un contacto vigente: se propone un oficio.", "There is no usable contact: an official letter is proposed."),
    NOT_ACTIVE: Text("La organización no está activa.", "The organisation is not active."),
}


@dataclass(frozen=True)
class Occasion:
    """Everything that decides who is told what.

    `findings` has the columns of the FINDINGS list, all organisations together; `told`
    has those of `TOLD`. `name` gives the next folio with its code. `fixed` counts, by
    slug, what was closed since the notice before. `today` is the day in the country.
    """

    now: datetime
    today: date
    organisations: Mapping[str, Organisation]
    contacts: Iterable[Contact]
    findings: pl.DataFrame
    told: pl.DataFrame
    name: Callable[[], tuple[str, str]]
    fixed: Mapping[str, int] = field(default_factory=dict)


def compose(occasion: Occasion) -> tuple[Notice, ...]:
    """Return the notices of this occasion: urgent ones first, then by organisation.

    One digest an organisation, and one urgent notice where something cannot wait. Rows
    whose label may not go by mail stand apart from those that may, so that one secret
    row does not hide the others. `held` says why a person must look at a notice first.
    """
    book = _book(occasion.contacts)
    fresh = with_news(occasion.findings, occasion.told, occasion.today)
    parcels = sorted(_parcels(fresh), key=lambda parcel: parcel[0])
    return tuple(_notice(occasion, book, slug, kind, rows) for (_, slug, _), kind, rows in parcels)


def with_news(findings: pl.DataFrame, told: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return the findings that are news, in priority order, with `news` and the `stage` of their due date."""
    before = told.select(pl.col("folio"), pl.col("severity", "priority", "state", "stage").name.prefix("told_")).unique(
        "folio", keep="last"
    )
    left = (pl.col("due").cast(pl.Date) - pl.lit(today)).dt.total_days()
    stage = pl.lit("")
    for days, name in reversed(_DUE_STAGES):
        stage = pl.when(left <= days).then(pl.lit(name)).otherwise(stage)
    first_time = pl.col("told_severity").is_null()
    worse = (_rank("severity") < _rank("told_severity")) | (pl.col("priority") < pl.col("told_priority"))
    came_back = (pl.col("state") == "came-back") & (pl.col("told_state") != "came-back")
    news = (
        pl.when(first_time).then(pl.lit("new"))
        .when(came_back).then(pl.lit("came-back"))
        .when(worse).then(pl.lit("worse"))
        .when((pl.col("stage") != "") & (pl.col("stage") != pl.col("told_stage"))).then(pl.lit("due"))
    )  # fmt: skip
    return (
        findings.filter(pl.col("state").is_in(_SPEAKS), pl.col("organisation") != "")
        .join(before, on="folio", how="left")
        .with_columns(stage=pl.when(pl.col("due").is_null()).then(pl.lit("")).otherwise(stage))
        .with_columns(news=news)
        .filter(pl.col("news").is_not_null())
        .drop(f"told_{name}" for name in TOLD if name != "folio")
        .sort("organisation", "priority", _rank("severity"), "point", "identifier")
    )


def told_by(notice: Notice) -> pl.DataFrame:
    """Return what must be remembered once a notice has been queued, in the form of `TOLD`."""
    return notice.findings.select(pl.col(name).cast(kind) for name, kind in TOLD.items())


def in_order(contacts: Iterable[Contact], kind: NoticeKind) -> tuple[Contact, ...]:
    """Return the usable contacts of one organisation, in the order in which they are tried.

    The role decides. An urgent notice comes last to whoever reads once a day, and within
    one role first to whoever reads at all hours.
    """
    schedules = ("always", "working-hours", "daily-digest")
    usable = [contact for contact in contacts if contact.status == "active" and contact.address]
    return tuple(
        sorted(
            usable,
            key=lambda contact: (
                kind == "urgent" and contact.schedule == "daily-digest",
                NOTICE_ORDER.index(contact.role),
                schedules.index(contact.schedule) if kind == "urgent" else 0,
                contact.address,
            ),
        )
    )


def reads(organisation: Organisation, contact: Contact) -> tuple[Language, ...]:
    """Return the languages of a notice: the contact's choice, else the organisation's."""
    chosen = contact.language or organisation.language
    return tuple(language for language in LANGUAGES if chosen in {language, "both"}) or ("es",)


def check_addressee(notice: Notice) -> None:
    """Raise `Broken` unless contact and every row belong to the organisation of the notice.

    Called when a notice is made and again when it is sent: between the two a contact may have moved.
    """
    slug = notice.organisation.slug
    owners = set(notice.findings["organisation"].to_list())
    if notice.contact.organisation != slug or not owners <= {slug}:
        raise Broken(
            "notice.wrong-addressee",
            f"The notice {notice.folio} would tell {notice.contact.organisation} about {', '.join(sorted(owners))}.",
            "No row may reach an organisation it is not about.",
            "Stop the queue and keep the evidence.",
        )


def _book(contacts: Iterable[Contact]) -> dict[str, list[Contact]]:
    book: dict[str, list[Contact]] = {}
    for contact in contacts:
        book.setdefault(contact.organisation, []).append(contact)
    return book


def _parcels(fresh: pl.DataFrame) -> Iterator[tuple[tuple[bool, str, bool], NoticeKind, pl.DataFrame]]:
    """Split the news by urgency, organisation and whether mail may carry it, each part in order."""
    marked = fresh.with_columns(
        urgent=pl.Series([_urgent(*row) for row in fresh.select("identifier", "type", "reasons").iter_rows()], dtype=pl.Boolean),
        sealed=pl.Series([not _by_mail(text) for text in fresh["tlp"].to_list()], dtype=pl.Boolean),
    )
    for key, rows in marked.group_by("urgent", "organisation", "sealed", maintain_order=True):
        urgent, slug, sealed = bool(key[0]), str(key[1]), bool(key[2])
        yield (not urgent, slug, sealed), ("urgent" if urgent else "digest"), rows.drop("urgent", "sealed")


def _notice(occasion: Occasion, book: Mapping[str, list[Contact]], slug: str, kind: NoticeKind, rows: pl.DataFrame) -> Notice:
    organisation = occasion.organisations.get(slug)
    if organisation is None:
        raise Broken("notice.nobody", f"Findings belong to {slug}, and there is no such organisation.")
    contacts = in_order(book.get(slug, ()), kind)
    contact = contacts[0] if contacts else Contact(slug, "fallback", "", status="retired")
    folio, code = occasion.name()
    due, basis = _due(rows)
    notice = Notice(
        folio, code, number=1, kind=kind, organisation=organisation, contact=contact,
        languages=reads(organisation, contact),
        label=strictest(read_label(text) or "red" for text in rows["tlp"].to_list()),
        made_at=occasion.now, findings=rows,
        news={name: count for name in NEWS if (count := rows.filter(pl.col("news") == name).height)},
        fixed=occasion.fixed.get(slug, 0), due=due, due_basis=basis,
        held=NOT_ACTIVE if organisation.status != "active" else "" if contacts else NO_CONTACT,
    )  # fmt: skip
    check_addressee(notice)
    return notice


def _due(rows: pl.DataFrame) -> tuple[date | None, str]:
    dated = rows.filter(pl.col("due").is_not_null()).sort("due")
    if dated.is_empty():
        return None, ""
    reasons = set(dated["reasons"].to_list()[0] or ())
    return dated["due"].to_list()[0], "exploited" if reasons & EXPLOITED else "priority"


def _urgent(identifier: str, type_code: str, reasons: list[str] | None) -> bool:
    return bool(EXPLOITED & set(reasons or ())) or kind_of(identifier, type_code).urgent


def _by_mail(text: str) -> bool:
    """True where mail may carry the row; a label that cannot be read counts as RED."""
    return bool(may_receive(read_label(text) or "red", "recipient", "mail"))


def _rank(column: str) -> pl.Expr:
    """Position of a severity, worst first."""
    return pl.col(column).cast(pl.String).replace_strict({name: rank for rank, name in enumerate(SEVERITIES)}, default=len(SEVERITIES))
