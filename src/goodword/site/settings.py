"""The settings of the whole house. Each environment variable read here is described in docs/self-hosting.md; a test compares."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env

env = Env()
PACKAGE = Path(__file__).resolve().parents[1]

GOODWORD_MODE = env.str("GOODWORD_MODE", "serve", validate=lambda m: m in {"demo", "serve", "dev", "test"})
GOODWORD_HOME = Path(env.str("GOODWORD_HOME", str(PACKAGE.parents[1] / "var"))).resolve()
GOODWORD_SITE_URL = env.str("GOODWORD_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
GOODWORD_DATABASE_URL = env.str("GOODWORD_DATABASE_URL", "")
GOODWORD_BACKUP_DIR = Path(env.str("GOODWORD_BACKUP_DIR", str(GOODWORD_HOME / "backups")))
GOODWORD_REDIS_URL = env.str("GOODWORD_REDIS_URL", "")
GOODWORD_METRICS_TOKEN = env.str("GOODWORD_METRICS_TOKEN", "")
GOODWORD_TRUSTED_PROXY = env.bool("GOODWORD_TRUSTED_PROXY", False)
GOODWORD_VECTORS = env.bool("GOODWORD_VECTORS", GOODWORD_MODE != "test")
GOODWORD_MAIL_URL = env.str("GOODWORD_MAIL_URL", "")
GOODWORD_MAIL_REPLY_TO = env.str("GOODWORD_MAIL_REPLY_TO", "")
GOODWORD_MAIL_IN_URL = env.str("GOODWORD_MAIL_IN_URL", "")
GOODWORD_MAIL_IN_SECRET = env.str("GOODWORD_MAIL_IN_SECRET", "")
GOODWORD_MAIL_IN_AUTHSERV = env.str("GOODWORD_MAIL_IN_AUTHSERV", "")
GOODWORD_OUTBOUND_ALLOW: list[str] = env.list("GOODWORD_OUTBOUND_ALLOW", [])
if GOODWORD_MODE == "test":
    (GOODWORD_HOME / "static").mkdir(parents=True, exist_ok=True)
    (GOODWORD_HOME / "assets").mkdir(exist_ok=True)


def _secret_key(home: Path) -> str:
    """The key of this home: GOODWORD_SECRET_KEY, else a file made once and readable by its owner only."""
    if given := env.str("GOODWORD_SECRET_KEY", ""):
        return given
    file = home / "secret-key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as new:
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text()


SECRET_KEY = "only-for-tests" if GOODWORD_MODE == "test" else _secret_key(GOODWORD_HOME)
DEBUG = False
_site = urlsplit(GOODWORD_SITE_URL)
SECURE = _site.scheme == "https"
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "testserver",
    *([_site.hostname] if _site.hostname else []),
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tasks",
    "goodword.core",
    "goodword.people",
    "goodword.notices",
    "goodword.catalog",
    "goodword.conversations",
    "goodword.gatherings",
    "goodword.moderation",
    "goodword.connect",
    "goodword.site",
]
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["goodword.people.backends.EmailBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "goodword.core.observing.Observe",
    "goodword.core.middleware.SecurityHeaders",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "goodword.core.delivery.keeping.Delivery",
    "goodword.core.middleware.UrlLanguage",
    "goodword.core.middleware.CleanInput",
    "goodword.site.middleware.HouseTime",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "goodword.people.middleware.ViewerMiddleware",
    "goodword.people.owner.WaitForOwner",
    "goodword.core.middleware.RefusalPages",
    "goodword.core.formguard.FormGuard",
]
ROOT_URLCONF = "goodword.site.urls"
WSGI_APPLICATION = "goodword.site.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "goodword.site.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "goodword.core.templatetags.goodword",
            ],
        },
    }
]

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
)
if GOODWORD_DATABASE_URL:
    DATABASES = {"default": env.dj_db_url("GOODWORD_DATABASE_URL")}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = (
        True  # a line that broke while it lay in the pool is no request's trouble
    )
    if GOODWORD_MODE != "test":
        DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 2, "max_size": 8, "timeout": 5}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(GOODWORD_HOME / "goodword.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": SQLITE_PRAGMAS},
        }
    }

SESSION_ENGINE = "goodword.people.sessions"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
if GOODWORD_MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("he", "עברית")]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = GOODWORD_HOME / "static"
STATICFILES_DIRS = [GOODWORD_HOME / "assets"]  # joined from site/static by goodword.site.assets
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if GOODWORD_MODE == "test":
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
if GOODWORD_MODE == "dev":
    MIDDLEWARE.insert(0, "goodword.site.assets.RebuildInDevelopment")
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = GOODWORD_HOME / "media"
MEDIA_URL = "/media/"

MAILBOX = GOODWORD_HOME / "mailbox"
if GOODWORD_MODE == "test":
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
elif GOODWORD_MAIL_URL:
    _mail = env.dj_email_url("GOODWORD_MAIL_URL")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST = _mail.get("EMAIL_HOST", "")
    EMAIL_PORT = _mail.get("EMAIL_PORT", 25)
    EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAILBOX)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("GOODWORD_MAIL_FROM", f"community@{_site.hostname or 'localhost'}")

TASKS = {"default": {"BACKEND": "goodword.core.jobs.LeaseBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if GOODWORD_REDIS_URL:
    CACHES = {"default": {"BACKEND": "goodword.core.caching.GuardedRedis", "LOCATION": GOODWORD_REDIS_URL}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # forms are guarded by core.formguard, which sets no cookie
    "staticfiles.W004",  # the folder of joined files is made by the first build_assets
]
SECURE_CONTENT_TYPE_NOSNIFF = True
if GOODWORD_TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "goodword.core.logs.formatter",
            "style": env.str("GOODWORD_LOG_FORMAT", "console", validate=lambda f: f in {"console", "json"}),
        }
    },
    "filters": {"without_paths": {"()": "goodword.core.logs.WithoutPaths"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_paths"]}
    },
    "root": {"handlers": ["stderr"], "level": env.str("GOODWORD_LOG_LEVEL", "WARNING")},
    # Django's own handlers would write what ours leave out; its 4xx are told by ours, with the route.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True},
    },
}
