"""A source: where deliveries come from by themselves, how often, and what is expected of it.

What each kind of source may be told is data: a name, whether it must be given, and what
stands where it is not. A secret is never a value here. An option that ends in `_secret`
names a file of the folder of secrets, and only the name is stored and shown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, NoReturn, get_args
from urllib.parse import urlsplit

from baluarte.core.errors import Unusable
from baluarte.core.ground.names import read_url
from baluarte.core.sources.schedule import Schedule, read_schedule

Kind = Literal["shadowserver-api", "folder", "mailbox", "http", "upload"]
SourceState = Literal["active", "stopped", "ended"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_QUARANTINED = 2  # per cent of the rows of a delivery; more is a warning
STOPPING_QUARANTINE = 50  # per cent; more stops the source
MOST_FOREIGN = 5  # per cent of rows of another country; more stops the source
EXPECTED_HOURS = 26  # a day, and two hours of patience

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", re.ASCII)
_SECRET_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}", re.ASCII)
_MOST_LETTERS = 2000
_NEVER = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Option:
    """One thing that a kind of source may be told."""

    name: str
    meaning: str
    usual: str = ""
    needed: bool = False


_URL = Option("url", "address that is fetched; {date} stands for a day, newest first", needed=True)
_DAYS = Option("days", "how many days back are asked for again, because reports of a day may come late", "3")
OPTIONS: Mapping[Kind, tuple[Option, ...]] = {
    "shadowserver-api": (
        Option("url", "base address of the API", "https://transform.shadowserver.org/api2/"),
        Option("files", "address below which the reports lie", "https://dl.shadowserver.org/"),
        Option("key_secret", "name of the secret that holds the API key", needed=True),
        Option("hmac_secret", "name of the secret that requests are signed with", needed=True),
        Option("reports", "names of the subscriptions, with commas; empty is all"),
        _DAYS,
    ),
    "folder": (
        Option("folder", "folder below `incoming` of the data folder; empty is the name of the source"),
        Option("quiet_seconds", "seconds without a change after which a file is whole", "60"),
    ),
    "mailbox": (
        Option("host", "mail server", needed=True),
        Option("port", "its port; 993 is encrypted from the start", "993"),
        Option("tls", "required, implicit, or none on this machine alone", "required"),
        Option("user", "user name", needed=True),
        Option("password_secret", "name of the secret that holds the password", needed=True),
        Option("folder", "folder that is read", "INBOX"),
        Option("done", "folder to which a message moves that was taken; empty marks it as seen"),
        Option("senders", "addresses or domains whose mail is taken, with commas; others are left for a person"),
    ),
    "http": (
        _URL,
        Option("hosts", "further hosts that may be asked, with commas"),
        Option("listed", "what the address answers: nothing for the file itself, cve-delta for a list of changed records"),
        Option("header", "header field that carries the secret", "Authorization"),
        Option("header_secret", "name of the secret that stands in that field, whole; empty asks without"),
        _DAYS,
    ),
    "upload": (),
}  # fmt: skip
# What a source of a well-known feed is told where the operator says nothing.
KNOWN_ADDRESSES: Mapping[str, str] = {
    "kev": "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
    "epss": "https://epss.empiricalsecurity.com/epss_scores-{date}.csv.gz",
    "cve": "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/delta.json",
}


@dataclass(frozen=True)
class Source:
    """One source as it is kept. `feed` says how its files are read; `mapping` which column plays which part."""

    name: str
    kind: Kind
    feed: str = "auto"
    options: Mapping[str, str] = field(default_factory=dict)
    mapping: str = ""
    schedule: str = "every 60m"
    expected_hours: int = EXPECTED_HOURS  # 0: nothing is expected, silence is no fault
    most_quarantined: int = MOST_QUARANTINED
    countries: tuple[str, ...] = ()  # whose rows are expected; empty asks for none
    state: SourceState = "active"
    why: str = ""  # why it was stopped
    made_at: datetime | None = None
    changed_at: datetime | None = None
    version: int = 1

    def option(self, name: str) -> str:
        """Return what an option was set to, or what it usually is."""
        usual = next(one.usual for one in OPTIONS[self.kind] if one.name == name)
        return self.options.get(name, "") or usual

    @property
    def clock(self) -> Schedule:
        """When it is visited."""
        return read_schedule(self.schedule)

    @property
    def hosts(self) -> frozenset[str]:
        """Every host that a visit may ask."""
        said = [self.option(name) for name in ("url", "files") if any(one.name == name for one in OPTIONS[self.kind])]
        also = self.option("hosts").split(",") if self.kind == "http" else []
        return frozenset({urlsplit(one).hostname or "" for one in said} | {one.strip().lower() for one in also}) - {""}

    @property
    def visits(self) -> bool:
        """True where deliveries are fetched; an upload is brought by somebody."""
        return self.kind != "upload"


@dataclass(frozen=True)
class Visits:
    """How the visits to a source have gone: when the last one began, and how many in a row failed."""

    last: datetime | None = None
    not_before: datetime | None = None
    failures: int = 0
    asked: bool = False  # somebody wants it visited now

    def next(self, source: Source, zone: str) -> datetime | None:
        """Return when the next visit is due; None for a source that is not visited by itself now.

        One that failed is tried again after a pause, whatever its hours are.
        """
        if not source.visits or source.state != "active":
            return None
        if self.asked:
            return source.made_at or _NEVER
        usual = source.clock.due(self.last, source.made_at or self.last or _NEVER, zone)
        return self.not_before if self.failures and self.not_before and usual else usual


def checked(source: Source) -> Source:
    """Return a source in order, with known addresses filled in, or raise `Unusable` that says what is wrong."""
    if not NAME.fullmatch(source.name):
        _wrong("source.name", "A source is named with letters a-z, digits and hyphens.", "Choose such a name, as shadowserver-daily.")
    if source.kind not in KINDS:
        _wrong("source.kind", f"{source.kind!r} is no kind of source.", f"Use one of {', '.join(KINDS)}.")
    options = {name: value for name, value in source.options.items() if value}
    if source.kind == "http" and source.feed in KNOWN_ADDRESSES:
        options = {"url": KNOWN_ADDRESSES[source.feed], **({"listed": "cve-delta"} if source.feed == "cve" else {}), **options}
    _check_options(source.kind, options)
    read_schedule(source.schedule)
    if not 0 <= source.expected_hours <= 24 * 366 or not 0 <= source.most_quarantined <= 100:
        _wrong("source.number", "Hours lie from 0 to 8784, and a share from 0 to 100.", "Give such numbers.")
    if not all(_COUNTRY.fullmatch(one) for one in source.countries):
        _wrong("source.country", "A country is two capital letters.", "Write MX, or several with commas.")
    return Source(**{**source.__dict__, "options": options})


def _check_options(kind: Kind, options: Mapping[str, str]) -> None:
    known = {one.name: one for one in OPTIONS[kind]}
    for name, value in options.items():
        if name not in known:
            _wrong("source.option", f"{name!r} is no option of {kind}.", f"Known: {', '.join(known) or 'none'}.")
        if len(value) > _MOST_LETTERS or not value.isprintable():
            _wrong("source.option", f"The option {name} has a control character or is too long.", "Write one line.")
        if name.endswith("_secret") and not _SECRET_NAME.fullmatch(value):
            _wrong("source.secret-name", f"{name} is the name of a secret, not the secret.", "Put the secret in a file and name the file.")
        _check_form(name, value)
    missing = [name for name, one in known.items() if one.needed and not options.get(name)]
    if missing:
        _wrong("source.option-missing", f"A source of the kind {kind} needs {', '.join(missing)}.", "Say it with --NAME VALUE.")


def _check_form(name: str, value: str) -> None:
    if name in {"url", "files"} and read_url(value.replace("{date}", "2026-01-01")) is None:
        _wrong("source.address", f"{value!r} is no address that may be fetched.", "Write scheme, host and path, without a user name.")
    if name == "quiet_seconds" and not (value.isascii() and value.isdigit() and len(value) < 6):
        _wrong("source.number", f"{name} is a number.", "Write digits only.")
    if name in {"port", "days"} and not (value.isascii() and value.isdigit() and 0 < int(value[:6]) < 65_536):
        _wrong("source.number", f"{name} is a number.", "Write digits only.")
    if name == "folder" and (".." in value or value.startswith(("/", "\\")) or "\\" in value):
        _wrong("source.folder", "A folder lies below the folder for incoming files.", "Write its name, without .. and without a leading /.")
    if name == "header" and not _HEADER.fullmatch(value):
        _wrong("source.option", f"{value!r} is no name of a header field.", "Write it as Authorization.")
    if name == "listed" and value != "cve-delta":
        _wrong("source.option", f"{value!r} is no kind of list.", "Write cve-delta, or leave it out.")
    if name == "tls" and value not in {"required", "implicit", "none"}:
        _wrong("source.option", f"{value!r} is no way to encrypt.", "Write required, implicit or none.")


def _wrong(code: str, what: str, fix: str) -> NoReturn:
    raise Unusable(code, what, "A source that is described wrongly would fail in the night.", fix)
