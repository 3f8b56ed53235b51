"""Settings: read from the environment once, nowhere else. docs/operating.md explains each variable to those who run a site."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import lazy

PACKAGE = Path(__file__).resolve().parent.parent


def _default_data_folder() -> Path:
    """`./var` of the checkout, wherever the command is given; of the present folder where Tasuki is installed as a package."""
    checkout = PACKAGE.parent.parent
    return (checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()) / "var"


def _one_of(name: str, allowed: set[str], default: str) -> str:
    value = os.environ.get(name) or default
    if value not in allowed:
        some = ", ".join(sorted(allowed)[:6])
        raise ImproperlyConfigured(f"{name}={value!r} is not known here. Give one of: {some}{' …' if len(allowed) > 6 else ''}")
    return value


def _told(name: str) -> str:
    """What may hold a password: the variable itself, or the file that the variable with `_FILE` behind its name names."""
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return os.environ.get(name) or ""
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as problem:
        raise ImproperlyConfigured(f"{name}_FILE={file!r} cannot be read: {problem}") from None


def _count(name: str) -> int:
    value = os.environ.get(name) or "0"
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name}={value!r} is not a number. Give one like 1, or none.")
    return int(value)


# ---------------------------------------------------------------- where things lie

TASUKI_DATA = Path(os.environ.get("TASUKI_DATA") or _default_data_folder()).absolute()
TASUKI_USAGE_URL = os.environ.get("TASUKI_USAGE_URL") or str(TASUKI_DATA / "usage")
# Spark's own settings, read here only to say beforehand that it cannot run.
JAVA_HOME, SPARK_REMOTE = os.environ.get("JAVA_HOME") or "", os.environ.get("SPARK_REMOTE") or ""
TASUKI_MAIL_URL = _told("TASUKI_MAIL_URL") or f"file:{TASUKI_DATA / 'mail'}"
# Where replies and bounces come in, and whose address they are written to; everything in rehearsal goes to one address.
TASUKI_IMAP_URL = _told("TASUKI_IMAP_URL")
TASUKI_MAIL_ADDRESS = os.environ.get("TASUKI_MAIL_ADDRESS") or ""
TASUKI_MAIL_REHEARSAL = os.environ.get("TASUKI_MAIL_REHEARSAL") or ""
# Addresses of chat channels as the library apprise writes them, separated by blanks.
TASUKI_NOTICE_URLS = (os.environ.get("TASUKI_NOTICE_URLS") or "").split()
TASUKI_BASE_URL = (os.environ.get("TASUKI_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")

# *Now*, moved for rehearsals and tests. `services.clock` reads both, and refuses the first without the second.
TASUKI_AT = os.environ.get("TASUKI_AT") or None
TASUKI_ALLOW_AT = os.environ.get("TASUKI_ALLOW_AT") == "1"

# ---------------------------------------------------------------- secret key


@cache
def _secret_key() -> str:
    """The key of the environment, else that of the data folder, made at its first use so that reading settings writes nothing."""
    if key := _told("TASUKI_SECRET_KEY"):
        return key
    kept = TASUKI_DATA / "secret-key"
    with suppress(FileNotFoundError):
        return kept.read_text().strip()
    if not TASUKI_DATA.is_dir():
        raise ImproperlyConfigured(
            f"There is no data folder at {TASUKI_DATA}, so no secret key. Run `tasuki init`, or set TASUKI_SECRET_KEY."
        )
    return _made_secret_key(kept)


def _made_secret_key(kept: Path) -> str:
    """Of several processes that start at once, the first to link its key wins and all read that one."""
    fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
    with suppress(FileExistsError):
        kept.hardlink_to(fresh)
    fresh.unlink()
    return kept.read_text().strip()


SECRET_KEY = lazy(_secret_key, str)()

# ---------------------------------------------------------------- database


def _database(url: str) -> Mapping[str, Any]:
    if url.startswith("sqlite"):
        return _sqlite(dj_database_url.parse(url)["NAME"])
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            "DATABASE_URL: Tasuki keeps its facts in SQLite (sqlite:///file) or PostgreSQL (postgres://user:password@host/name)."
        )
    return {**dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)}


def _sqlite(name: str | Path) -> Mapping[str, Any]:
    """A write lock is taken when a transaction begins, so that a decision and its facts never fail half way for want of the lock.

    FULL and not NORMAL: with NORMAL, WAL may lose the last commits at a power cut, and a fact that was answered for must still be there.
    """
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(name), "OPTIONS": options}


DATABASES = {"default": _database(_database_url) if (_database_url := _told("DATABASE_URL")) else _sqlite(TASUKI_DATA / "tasuki.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- the parts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "tasuki.records",
    "tasuki.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Also of pages with secrets: forms carry a masked token that is another in every answer, and each answer is padded by chance, so
    # its length tells nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tasuki.web.middleware.no_nul",
    "tasuki.web.middleware.content_security",
    "tasuki.web.middleware.persons_language",
]

ROOT_URLCONF = "tasuki.project.urls"
WSGI_APPLICATION = "tasuki.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tasuki.web.frame.frame",
            ],
        },
    }
]

# Served from the packages themselves: a site needs no collected copy, and `make run` no further step.
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

# ---------------------------------------------------------------- people and their safety

AUTH_USER_MODEL = "records.Person"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "today"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["login", "name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

_site = urlsplit(TASUKI_BASE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured(f"TASUKI_BASE_URL={TASUKI_BASE_URL!r} is no address of a site. Give one like https://tasuki.example.org")

ALLOWED_HOSTS = [_site.hostname, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
# So many proxies of our own stand between the network and this process; each adds to X-Forwarded-For whom it was called by.
TASUKI_PROXIES = _count("TASUKI_PROXIES")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _site.scheme == "https"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ---------------------------------------------------------------- language and time

LANGUAGES = [("ja", "Japanese"), ("en", "English")]
LANGUAGE_CODE = _one_of("TASUKI_LANGUAGE", {code for code, _ in LANGUAGES}, "en")
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = _one_of("TASUKI_TIME_ZONE", available_timezones(), "UTC")

# ---------------------------------------------------------------- what is written down about running

# Standard output belongs to answers (`--json`), so everything else goes to standard error.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"tasuki": {"level": "INFO"}, "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
