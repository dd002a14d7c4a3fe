"""Settings: read once from the environment, each with one sentence; Django's are derived.

A name that begins with BALUARTE_ and is not listed here stops the start, so that a typing
error is never a silent default. Secrets are read from `NAME_FILE` as well.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from baluarte.core.errors import Unusable


@dataclass(frozen=True)
class Settings:
    """What an operator may set. The reference page is printed from this class."""

    data: Annotated[str, "Folder of the database, the raw store and the lake."] = "var"
    base_url: Annotated[str, "Address under which people reach this installation."] = "http://127.0.0.1:8000"
    country: Annotated[str, "Two letters that begin every folio."] = "AN"
    team_es: Annotated[str, "Name of the national team in Spanish."] = "CSIRT Nacional"
    team_en: Annotated[str, "Name of the national team in English."] = "National CSIRT"
    mail: Annotated[str, "Sender of notices."] = "alertas@csirt.example"
    domain: Annotated[str, "Right side of a Message-ID and of the address people type to verify."] = "csirt.example"
    phone: Annotated[str, "Telephone of the duty desk, as printed."] = "55 0000 0000"
    zone: Annotated[str, "Time zone in which people of the country read times."] = "America/Mexico_City"
    smtp: Annotated[str, "Mail server as host:port; empty keeps mail in the outbox."] = ""
    smtp_tls: Annotated[str, "How the mail server is spoken to: required, or none on loopback alone."] = "required"
    smtp_user: Annotated[str, "User name at the mail server; empty sends without signing in."] = ""
    smtp_password: Annotated[str, "Password at the mail server (secret)."] = ""
    imap: Annotated[str, "Mailbox of replies and bounces as host:port; empty reads none."] = ""
    imap_tls: Annotated[str, "How the mailbox is spoken to: required, or none on loopback alone."] = "required"
    imap_user: Annotated[str, "User name at the mailbox."] = ""
    imap_password: Annotated[str, "Password at the mailbox (secret)."] = ""
    imap_folder: Annotated[str, "Folder of the mailbox that is read."] = "INBOX"
    imap_done: Annotated[str, "Folder to which a reply moves once it is kept; empty marks it as read where it is."] = ""
    authserv: Annotated[str, "Name with which your own mail server signs Authentication-Results; empty believes no reply."] = ""
    secret_key: Annotated[str, "Key of the installation (secret); made and kept in the data folder when empty."] = ""
    frozen_at: Annotated[str, "Moment at which the story's clock stands, as 2026-03-05T15:00:00Z; empty runs with the machine."] = ""
    synthetic: Annotated[str, "yes prints the banner that all data is invented."] = "no"
    secrets: Annotated[str, "Folder of files, one secret each, named as sources name them; empty is `secrets` in the data folder."] = ""
    source_networks: Annotated[str, "Networks that sources may be fetched from although they are private, with commas."] = ""
    benign_lists: Annotated[
        str,
        "Lists of what is known to be harmless: a folder of MISP warning lists, or package for those of baluarte[benign]; empty marks nothing.",
    ] = ""
    alarm_mail: Annotated[str, "Address that is written to when a feed is late or broken; empty is the sender of notices."] = ""
    shadowserver_reports: Annotated[str, "File of the official Shadowserver reports.json; empty uses our own table."] = ""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings that an environment states, or raise `Unusable` with the sentence of the field."""
    known = {f"BALUARTE_{field.name.upper()}": field.name for field in fields(Settings)}
    values: dict[str, str] = {}
    for name, value in environment.items():
        plain = name.removesuffix("_FILE")
        if not name.startswith("BALUARTE_"):
            continue
        if plain not in known:
            raise Unusable(
                "settings.unknown", f"{name} is not a setting.", "An unknown name would be a silent default.", "See the settings page."
            )
        values[known[plain]] = Path(value).read_text("utf-8").strip() if name != plain else value
    return Settings(**values)


LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


def host_of(base_url: str) -> str:
    """Return the host of the address under which people reach us.

    >>> host_of("http://[::1]:8000/"), host_of("https://csirt.example")
    ('[::1]', 'csirt.example')
    """
    place = base_url.partition("://")[2].partition("/")[0]
    return place.partition("]")[0] + "]" if place.startswith("[") else place.partition(":")[0]


def refuse_unsafe(settings: Settings) -> None:
    """Raise `Unusable` for settings under which a session or a finding would travel in clear.

    Plain HTTP is for the loopback of the demo alone, and so is mail without
    encryption.
    """
    safe = settings.base_url.startswith("https://") or host_of(settings.base_url) in LOOPBACK_HOSTS
    if not safe or not host_of(settings.base_url):
        raise Unusable(
            "settings.unsafe",
            f"BALUARTE_BASE_URL is '{settings.base_url}': sessions would travel in clear.",
            "Plain HTTP is for 127.0.0.1, localhost and [::1] alone.",
            "Write an address that begins with https://.",
        )
    mail_host = settings.smtp.rpartition(":")[0]
    if settings.smtp and settings.smtp_tls != "required" and mail_host not in LOOPBACK_HOSTS:
        raise Unusable(
            "settings.unsafe",
            f"BALUARTE_SMTP_TLS is '{settings.smtp_tls}': notices would travel in clear.",
            "Only a mail server on this machine may be spoken to without encryption.",
            "Set BALUARTE_SMTP_TLS=required.",
        )


def sentences() -> dict[str, str]:
    """Return the sentence of each setting, by its environment name."""
    hints = get_type_hints(Settings, include_extras=True)
    return {f"BALUARTE_{name.upper()}": get_args(hint)[1] for name, hint in hints.items()}


def _kept_secret(place: Path) -> str:
    """Return the installation's own secret, made once with mode 0600."""
    path = place / "secret.key"
    if not path.exists():
        place.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return path.read_text("utf-8")


BALUARTE = read_settings(os.environ)
refuse_unsafe(BALUARTE)
DATA = Path(BALUARTE.data).absolute()
SECRET_KEY = BALUARTE.secret_key or _kept_secret(DATA)
DEBUG = False
_HERE = Path(__file__).parent
_HOST = host_of(BALUARTE.base_url)
LOOPBACK = _HOST in LOOPBACK_HOSTS
ALLOWED_HOSTS = [_HOST, "127.0.0.1", "localhost", "testserver"] if LOOPBACK else [_HOST]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton",
    "csp",
    "baluarte.store.ground.apps.GroundStore",
    "baluarte.store.ledger.apps.LedgerStore",
    "baluarte.store.rights.apps.RightsStore",
    "baluarte.store.constituency.apps.ConstituencyStore",
    "baluarte.store.feeds.apps.FeedsStore",
    "baluarte.store.sources.apps.SourcesStore",
    "baluarte.store.products.apps.ProductsStore",
    "baluarte.store.warning.apps.WarningStore",
    "baluarte.store.replies.apps.RepliesStore",
    "baluarte.store.campaigns.apps.CampaignsStore",
    "baluarte.store.measures.apps.MeasuresStore",
]
MIDDLEWARE = [
    # The first three stand outside all else, so that every answer has their headers: errors, redirects, static files.
    "baluarte.wiring.middleware.SafeAnswers",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "baluarte.wiring.middleware.Tongue",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "baluarte.wiring.middleware.WhoAsks",
]
OPEN_WORLD = "baluarte.wiring.world.open_world"  # tests name another
CSRF_FAILURE_VIEW = "baluarte.faces.portal.problems.csrf_failure"
AUTH_USER_MODEL = "rights.Account"
ROOT_URLCONF = "baluarte.wiring.urls"
WSGI_APPLICATION = "baluarte.wiring.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(default=f"sqlite:///{DATA / 'baluarte.sqlite3'}", conn_max_age=60),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        # The second line is for speed alone: pages of a delivery stay in memory until it commits,
        # and what it commits is not copied from the log into the tables while somebody waits.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; "
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=16384;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.filesystem.Loader"],
                ),
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "baluarte.wiring.words",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "baluarte.wiring.context.page",
            ],
        },
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [_HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", "Español"), ("en", "English")]
LOCALE_PATHS = [_HERE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 0 if LOOPBACK else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOOPBACK
SESSION_COOKIE_NAME = "sid" if LOOPBACK else "__Host-sid"
CSRF_COOKIE_NAME = "csrf" if LOOPBACK else "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOOPBACK
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_AGE = None  # ends with the browser
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
X_FRAME_OPTIONS = "DENY"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "baluarte.wiring.redact.Redact"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["redact"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
