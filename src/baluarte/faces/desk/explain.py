"""What a finding means, in words: the letter of its kind, its reasons, how sure we are, when it is looked at again."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from baluarte.core.feeds.taxonomy import incident_types
from baluarte.core.ground.text import Language, Text
from baluarte.core.warning.finding import Finding, Step
from baluarte.core.warning.findings import kind_of, name_of
from baluarte.core.warning.life import quiet_days
from baluarte.core.warning.lists import STATE_WORDS
from baluarte.core.warning.prioritise import reason_words
from baluarte.formats import words

RELIABILITY = {
    "A": Text("fuente plenamente confiable", "completely reliable source"),
    "B": Text("fuente usualmente confiable", "usually reliable source"),
    "C": Text("fuente bastante confiable", "fairly reliable source"),
    "D": Text("fuente no siempre confiable", "not usually reliable source"),
    "E": Text("fuente no confiable", "unreliable source"),
    "F": Text("no se puede juzgar la fuente", "the source cannot be judged"),
}
CREDIBILITY = {
    "1": Text("confirmado por otras fuentes", "confirmed by other sources"),
    "2": Text("probablemente cierto", "probably true"),
    "3": Text("posiblemente cierto", "possibly true"),
    "4": Text("dudoso", "doubtful"),
    "5": Text("improbable", "improbable"),
    "6": Text("no se puede juzgar el dato", "the information cannot be judged"),
}
MATCHED_BY = {
    "network": Text("la red", "the network"),
    "url": Text("la dirección web", "the URL"),
    "host": Text("el equipo", "the host"),
    "domain": Text("el dominio", "the domain"),
    "asn": Text("el sistema autónomo", "the autonomous system"),
    "account": Text("el dominio de la cuenta", "the domain of the account"),
    "product": Text("el producto", "the product"),
    "delegation": Text("la delegación nacional", "the national delegation"),
}
PRIORITY = {
    1: Text("primera: hoy", "first: today"),
    2: Text("segunda: esta semana", "second: this week"),
    3: Text("tercera: en dos semanas", "third: within two weeks"),
    4: Text("cuarta: este mes", "fourth: this month"),
    5: Text("quinta: cuando se pueda", "fifth: when possible"),
}
STEPS = {
    "sighted": Text("Observado", "Seen"),
    "letter-sent": Text("Se envió un oficio", "An official letter was sent"),
    "letter-received": Text("Se recibió el oficio", "The official letter was received"),
    "notice-sent": Text("Se envió una notificación", "A notice was sent"),
    "answered": Text("Hubo respuesta", "It was answered"),
    "closed": Text("Cerrado por observación", "Closed by observation"),
    "came-back": Text("Reapareció", "Came back"),
    "woke": Text("Terminó el plazo y se abrió otra vez", "Its date came and it is open again"),
    "opened": Text("Se abrió", "Opened"),
    "not-theirs": Text("Se resolvió que no es suyo", "It was decided that it is not theirs"),
    "escalated": Text("Venció sin respuesta y se llevó a quien está por encima", "It fell due unanswered and was taken above"),
    "patch-working": Text("Corrección en curso", "Patching under way"),
    "patch-done": Text("Se corrigió", "Patched"),
    "patch-not-possible": Text("No se puede corregir por ahora", "It cannot be patched for now"),
    "hunt-working": Text("Búsqueda de intrusos en curso", "Hunt under way"),
    "hunt-clean": Text("Se buscó y no se hallaron señales", "Searched, no signs found"),
    "hunt-signs-found": Text("Se hallaron señales de intrusión", "Signs of intrusion found"),
    "hunt-not-possible": Text("No se puede buscar por ahora", "No hunt is possible for now"),
    "merged": Text("Pasó a otra organización", "Moved to another organisation"),
}
WHO = {"system": Text("el sistema", "the system"), "operator": Text("la mesa", "the desk")}
_ACCOUNT = re.compile(r"account-[0-9]+")  # every account is of the team today


@dataclass(frozen=True)
class Past:
    """One step of the history, in words."""

    step: Step
    what: str
    state: str
    who: str


@dataclass(frozen=True)
class Explained:
    """Everything a page says about a finding beyond its bare values."""

    name: str
    sentence: str
    consequence: str
    fix: str
    hunt: str
    check: str
    kind: str
    reasons: tuple[str, ...]
    priority: str
    state: str
    matched_by: str
    reliability: str
    credibility: str
    quiet_days: int
    next_check: date
    past: tuple[Past, ...]


def explain(finding: Finding, steps: tuple[Step, ...], language: Language) -> Explained:
    """Return a finding in the words of a language."""
    kind = kind_of(finding.identifier, finding.type)
    since = words.medium_date(finding.first_seen.date(), language)
    rsit = incident_types().get(finding.type)
    quiet = quiet_days(finding.type)
    return Explained(
        name=name_of(finding.identifier).in_(language),
        sentence=kind.one.in_(language),
        consequence=kind.consequence.in_(language),
        fix=kind.fix.in_(language),
        hunt=kind.hunt.in_(language).replace("{since}", since),
        check=kind.check.in_(language),
        kind=rsit.name.in_(language) if rsit else finding.type,
        reasons=tuple(reason_words(code).in_(language) for code in finding.reasons),
        priority=PRIORITY[finding.priority].in_(language),
        state=state_words(finding.state, language),
        matched_by=MATCHED_BY[finding.matched_by].in_(language) if finding.matched_by in MATCHED_BY else finding.matched_by,
        reliability=RELIABILITY[finding.reliability].in_(language),
        credibility=CREDIBILITY[finding.credibility].in_(language),
        quiet_days=quiet,
        next_check=finding.last_seen.date() + timedelta(days=quiet),
        past=tuple(_past(step, language) for step in steps),
    )


def state_words(state: str, language: Language) -> str:
    """Return a state in words."""
    return dict(STATE_WORDS)[state].in_(language)


def _past(step: Step, language: Language) -> Past:
    what = STEPS[step.what].in_(language) if step.what in STEPS else step.what
    return Past(step, what, state_words(step.state, language), who_words(step.who, language))


def who_words(who: str, language: Language) -> str:
    """Return who did something, in words; an account keeps its number, and anybody else their name.

    >>> who_words("system", "es"), who_words("account-3", "en"), who_words("hospital", "es")
    ('el sistema', 'the desk (account-3)', 'hospital')
    """
    if _ACCOUNT.fullmatch(who):
        return f"{WHO['operator'].in_(language)} ({who})"
    return WHO[who].in_(language) if who in WHO else who
