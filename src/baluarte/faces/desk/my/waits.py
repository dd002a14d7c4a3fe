"""What waits for an organisation, in words: each thing with its reason, and with the list or the page where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from baluarte.core.ground.text import Language, Text
from baluarte.core.replies.standing import UNANSWERED, Standing
from baluarte.core.warning.lists import SEVERITY_WORDS

QUIET = timedelta(days=7)  # as the count of `Standing` has it
_URGENT = Text("urgente", "urgent")
_TO_DO = Text("por hacer", "to do")
_LOOK = Text("por revisar", "to look at")
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Waits:
    """One thing that waits: what it is, why it matters, how pressing it is, and where it is done."""

    words: Text
    hint: Text
    status: Text
    href: str
    pressing: bool = False


@dataclass(frozen=True)
class Tab:
    """One view of the findings: its words, how many there are, its address, and whether it is the one that is open."""

    words: Text
    total: int
    href: str
    here: bool


def waits(standing: Standing, today: date, language: Language) -> list[Waits]:
    """Return what waits, the most urgent first."""
    return [*_findings(standing, today, language), *_proofs(standing, language), *_contacts(standing, language)]


def views(today: date) -> dict[str, Pairs]:
    """Return what each view of the findings is bound to: the screen, the file and the address say the same."""
    return {
        "new": [("state", "open")],
        "fixed": [("state", "closed")],
        "back": [("state", "came-back")],
        "quiet": [("state.not", "closed"), ("last_seen.to", (today - QUIET).isoformat())],
        "all": [],
    }


def tabs(standing: Standing, today: date, language: Language, pairs: Pairs) -> list[Tab]:
    """Return the views of the findings; the one whose bounds the address has is open."""
    states, said = standing.states, views(today)
    counted = (
        ("new", Text("Nuevos", "New"), states.get("open", 0)),
        ("fixed", Text("Corregidos", "Fixed"), states.get("closed", 0)),
        ("back", Text("Reaparecieron", "Came back"), states.get("came-back", 0)),
        ("quiet", Text("Sin verse hace una semana", "Gone quiet"), standing.quiet),
        ("all", Text("Todos", "All"), sum(states.values())),
    )
    bound = [pair for pair in pairs if pair[0].partition(".")[0] not in {"sort", "cols", "per", "page", "row", "tab"}]
    return [Tab(words, total, _list(language, said[name]), sorted(bound) == sorted(said[name])) for name, words, total in counted]


def _findings(standing: Standing, today: date, language: Language) -> Iterator[Waits]:
    if standing.overdue:
        bounds = [
            ("due.to", (today - timedelta(days=1)).isoformat()),
            *(("state", one) for one in ("open", "acknowledged", "fix-claimed", "came-back")),
        ]
        why = Text(
            "Su fecha ya pasó. Si no se puede corregir, dígalo con una razón y una fecha.",
            "Their date has passed. If it cannot be fixed, say so with a reason and a date.",
        )
        yield Waits(_count(standing.overdue, _OVERDUE), why, _URGENT, _list(language, bounds), pressing=True)
    if standing.unanswered:
        why = Text(
            "Una palabra basta: «lo atendemos» ya nos dice que lo leyó alguien.",
            "One word is enough: “we are on it” already tells us that somebody has read it.",
        )
        yield Waits(_count(standing.unanswered, _UNANSWERED), why, _TO_DO, _list(language, [("state", one) for one in UNANSWERED]))
    if standing.quiet:
        why = Text(
            "Puede que la corrección ya haya surtido efecto: pida que lo revisemos.", "The fix may have worked already: ask us to check."
        )
        yield Waits(_count(standing.quiet, _QUIET_ONES), why, _LOOK, _list(language, views(today)["quiet"]))


def _proofs(standing: Standing, language: Language) -> Iterator[Waits]:
    hidden = sum(standing.unproved.values())
    if hidden:
        told = [(dict(SEVERITY_WORDS)[severity], count) for severity, count in standing.unproved.items()]
        why = Text(
            "Por gravedad: "
            + ", ".join(f"{words.es}, {count}" for words, count in told)
            + ". El detalle vuelve cuando compruebe el activo.",
            "By severity: " + ", ".join(f"{words.en}, {count}" for words, count in told) + ". The detail returns when you prove the asset.",
        )
        yield Waits(_count(hidden, _UNPROVED), why, _TO_DO, reverse("my-list", args=[language, "claims"]))


def _contacts(standing: Standing, language: Language) -> Iterator[Waits]:
    place = reverse("my-contacts", args=[language])
    if not standing.contacts:
        why = Text("Sin un buzón no podemos avisarle de nada.", "Without a mailbox we cannot warn you of anything.")
        yield Waits(Text("Nombre un contacto", "Name a contact"), why, _URGENT, place, pressing=True)
    elif not standing.night:
        why = Text(
            "Una falla que ya se explota no espera al horario de oficina.",
            "A flaw that is already exploited does not wait for office hours.",
        )
        yield Waits(Text("Nombre un contacto que lea a toda hora", "Name a contact who reads at all hours"), why, _TO_DO, place)
    if standing.lapsing:
        why = Text(
            "Envíe una prueba: quien la abra confirma el buzón con un clic.",
            "Send a test: whoever opens it confirms the mailbox with one click.",
        )
        yield Waits(_count(standing.lapsing, _LAPSING), why, _TO_DO, place)


_OVERDUE = (
    Text("1 hallazgo vencido", "1 overdue finding"),
    Text("{n} hallazgos vencidos", "{n} overdue findings"),
)
_UNANSWERED = (
    Text("1 hallazgo por contestar", "1 finding to answer"),
    Text("{n} hallazgos por contestar", "{n} findings to answer"),
)
_QUIET_ONES = (
    Text("1 hallazgo que no se ve desde hace una semana", "1 finding not seen for a week"),
    Text("{n} hallazgos que no se ven desde hace una semana", "{n} findings not seen for a week"),
)
_UNPROVED = (
    Text("1 hallazgo en un activo por comprobar", "1 finding on an asset to prove"),
    Text("{n} hallazgos en activos por comprobar", "{n} findings on assets to prove"),
)
_LAPSING = (
    Text("1 buzón por confirmar", "1 mailbox to confirm"),
    Text("{n} buzones por confirmar", "{n} mailboxes to confirm"),
)


def _count(total: int, words: tuple[Text, Text]) -> Text:
    one, many = words
    return one if total == 1 else Text(many.es.replace("{n}", f"{total:,}"), many.en.replace("{n}", f"{total:,}"))


def _list(language: Language, pairs: Pairs) -> str:
    return reverse("my-list", args=[language, "findings"]) + (f"?{urlencode(pairs)}" if pairs else "")
