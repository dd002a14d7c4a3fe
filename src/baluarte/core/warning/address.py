"""Who must be told, of what, in which language, under which label: findings become notices.

Only news is told: what is new, has become worse, came back, or falls due. A bare reminder
does not exist. What cannot wait (known to be exploited, or already broken into) goes in a
notice of its own. An organisation that cannot be reached gets its notice too, held for a
person: nobody is skipped in silence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import polars as pl

from baluarte.core.constituency.contact import NOTICE_ORDER, Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Broken
from baluarte.core.feeds.schema import SEVERITIES
from baluarte.core.ground.text import LANGUAGES, Language, Text
from baluarte.core.sharing.label import read_label, strictest
from baluarte.core.sharing.protection import Protection, protect
from baluarte.core.warning.calendar.habits import Habits
from baluarte.core.warning.calendar.moments import Hours, is_open, weekly_due
from baluarte.core.warning.calendar.wishes import Wishes
from baluarte.core.warning.findings import kind_of
from baluarte.core.warning.notice import FIXED, Notice, NoticeKind
from baluarte.core.warning.thread.marks import thread_of

# What was said of each finding when it was last told; one row a finding. Whoever closes a
# finding writes "closed" here too, so that its next return is news again.
TOLD = pl.Schema({"folio": pl.String, "severity": pl.String, "priority": pl.Int64, "state": pl.String, "stage": pl.String})
NEWS = ("new", "worse", "came-back", "due")
_REGULAR: tuple[NoticeKind, ...] = ("digest", "weekly")
THANKED = "thanked"  # the stage of a finding whose closing was told
KIND_ORDER: tuple[NoticeKind, ...] = ("urgent", "campaign", "deadline", "digest", "weekly", "closed", "housekeeping", "receipt")
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
    "restored": Text(
        "Se restauró un respaldo: puede haber salido ya. Una persona la libera con «baluarte notice retry».",
        "A backup was restored: it may have left already. A person releases it with `baluarte notice retry`.",
    ),
    "key-expired": Text("La llave OpenPGP del contacto venció.", "The contact's OpenPGP key has expired."),
    "key-revoked": Text("La llave OpenPGP del contacto fue revocada.", "The contact's OpenPGP key was revoked."),
    "key-cannot-encrypt": Text("La llave OpenPGP del contacto no sirve para cifrar.", "The contact's OpenPGP key cannot encrypt."),
    "key-changed": Text("La llave del contacto cambió desde que se escribió.", "The contact's key has changed since it was written."),
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
    habits: Habits = field(default_factory=Habits)
    closed: pl.DataFrame | None = None  # what was closed and nobody has been thanked for, with the columns of `findings`
    campaign: tuple[Text, ...] = ()  # what a campaign says; then all findings go in it, whatever was told of them


def compose(occasion: Occasion) -> tuple[Notice, ...]:
    """Return the notices of this occasion: urgent ones first, then by organisation.

    One digest an organisation, one urgent notice where something cannot wait, one for each
    stage of a deadline, one of thanks. Rows whose label may not go the way of the contact
    stand apart from those that may, so that one secret row does not hide the others.
    `held` says why a person must look at a notice first.
    """
    book = _book(occasion.contacts)
    told = [with_news(occasion.findings, occasion.told, occasion.today)]
    if occasion.closed is not None and occasion.closed.height:
        told.append(occasion.closed.with_columns(stage=pl.lit(""), news=pl.lit(FIXED)).select(told[0].columns))
    parcels = sorted(_parcels(pl.concat(told), occasion, book), key=lambda parcel: parcel.order)
    return tuple(_notice(occasion, parcel) for parcel in parcels)


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
    fixed = pl.col("news") == FIXED
    return notice.findings.with_columns(
        state=pl.when(fixed).then(pl.lit("closed")).otherwise(pl.col("state").cast(pl.String)),
        stage=pl.when(fixed).then(pl.lit(THANKED)).otherwise(pl.col("stage")),
    ).select(pl.col(name).cast(kind) for name, kind in TOLD.items())


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


@dataclass(frozen=True)
class _Parcel:
    """Rows that go to one contact in one message."""

    slug: str
    kind: NoticeKind
    stage: str
    sealed: bool
    contacts: tuple[Contact, ...]
    rows: pl.DataFrame

    @property
    def order(self) -> tuple[int, str, str, bool]:
        """What cannot wait comes first, then one organisation after the other."""
        return KIND_ORDER.index(self.kind), self.slug, self.stage, self.sealed


def _parcels(fresh: pl.DataFrame, occasion: Occasion, book: Mapping[str, list[Contact]]) -> Iterator[_Parcel]:
    """Split the news by organisation, kind and stage, and by whether the way to its contact may carry it, each part in order."""
    sorts = [
        ("campaign", "") if occasion.campaign else _sort(row, occasion.habits.of(row[0]))
        for row in fresh.select("organisation", "identifier", "type", "reasons", "news", "stage").iter_rows()
    ]
    marked = fresh.with_columns(
        kind=pl.Series([kind for kind, _ in sorts], dtype=pl.String), apart=pl.Series([stage for _, stage in sorts], dtype=pl.String)
    )
    for key, rows in marked.filter(pl.col("kind") != "").group_by("organisation", "kind", "apart", maintain_order=True):
        slug, kind, stage = str(key[0]), cast("NoticeKind", key[1]), str(key[2])
        if not _is_time(kind, slug, occasion):
            continue
        contacts = in_order(book.get(slug, ()), kind)
        sealed = [not _passes(text, contacts, occasion, slug) for text in rows["tlp"].to_list()]
        parts = rows.drop("kind", "apart").with_columns(sealed=pl.Series(sealed, dtype=pl.Boolean))
        for (hidden,), part in parts.group_by("sealed", maintain_order=True):
            yield _Parcel(slug, kind, stage, bool(hidden), contacts, part.drop("sealed"))


def _sort(row: tuple[Any, ...], wishes: Wishes) -> tuple[str, str]:
    """Return the kind of notice that a row belongs to and the stage that sets it apart; no kind leaves it untold."""
    _, identifier, type_code, reasons, news, stage = row
    if news == FIXED:
        return ("closed" if wishes.wants("closed") else "", "")
    if news == "due":
        return "deadline", stage
    if _urgent(identifier, type_code, reasons):
        return "urgent", ""
    wanted = next((kind for kind in _REGULAR if wishes.wants(kind)), "")
    # Who turned the digests off still learns of a date: that kind cannot be turned off.
    return (wanted, "") if wanted or not stage else ("deadline", stage)


def _is_time(kind: NoticeKind, slug: str, occasion: Occasion) -> bool:
    """True when a notice of this kind is to be written now; one that waits loses nothing, for its news stay news."""
    habits = occasion.habits
    if habits.named or kind not in {"digest", "weekly"}:
        return True
    if not is_open(Hours(habits.of(slug), "always", habits.calendar, habits.zone), occasion.now):
        return False
    if kind == "digest":
        return slug not in habits.digested
    return weekly_due(habits.of(slug), occasion.today, habits.reported.get(slug))


def _passes(text: str, contacts: tuple[Contact, ...], occasion: Occasion, slug: str) -> bool:
    """True where the way to the first contact may carry the row; a label that cannot be read counts as RED."""
    key = occasion.habits.keys.get(contacts[0].key) if contacts else None
    return protect(read_label(text) or "red", occasion.habits.of(slug).protection, key, occasion.now).detail


def _notice(occasion: Occasion, parcel: _Parcel) -> Notice:
    slug, rows, habits = parcel.slug, parcel.rows, occasion.habits
    organisation = occasion.organisations.get(slug)
    if organisation is None:
        raise Broken("notice.nobody", f"Findings belong to {slug}, and there is no such organisation.")
    contact = parcel.contacts[0] if parcel.contacts else Contact(slug, "fallback", "", status="retired")
    folio, code = occasion.name()
    due, basis = _due(rows)
    label = strictest(read_label(text) or "red" for text in rows["tlp"].to_list())
    protection = protect(label, habits.of(slug).protection, habits.keys.get(contact.key), occasion.now)
    notice = Notice(
        folio, code, number=1, kind=parcel.kind, organisation=organisation, contact=contact,
        languages=reads(organisation, contact), label=label, made_at=occasion.now, findings=rows,
        news={name: count for name in (*NEWS, FIXED) if (count := rows.filter(pl.col("news") == name).height)},
        fixed=occasion.fixed.get(slug, 0) if parcel.kind != "closed" else 0, due=due, due_basis=basis,
        held=_held(organisation, parcel.contacts, protection), protection=protection,
        thread=thread_of(rows["folio"].to_list(), habits.threads), stage=parcel.stage,
        above=habits.above.get(slug, "") if parcel.stage == "passed" else "", said=occasion.campaign,
    )  # fmt: skip
    check_addressee(notice)
    return notice


def _held(organisation: Organisation, contacts: tuple[Contact, ...], protection: Protection) -> str:
    if organisation.status != "active":
        return NOT_ACTIVE
    return protection.held if contacts else NO_CONTACT


def _due(rows: pl.DataFrame) -> tuple[date | None, str]:
    dated = rows.filter(pl.col("due").is_not_null(), pl.col("news") != FIXED).sort("due")
    if dated.is_empty():
        return None, ""
    reasons = set(dated["reasons"].to_list()[0] or ())
    return dated["due"].to_list()[0], "exploited" if reasons & EXPLOITED else "priority"


def _urgent(identifier: str, type_code: str, reasons: list[str] | None) -> bool:
    return bool(EXPLOITED & set(reasons or ())) or kind_of(identifier, type_code).urgent


def _rank(column: str) -> pl.Expr:
    """Position of a severity, worst first."""
    return pl.col(column).cast(pl.String).replace_strict({name: rank for rank, name in enumerate(SEVERITIES)}, default=len(SEVERITIES))
