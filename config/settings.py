"""Settings, in the order of Django's own reference. Every name read from the environment is in .env.example."""

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from dotenv import load_dotenv
from environs import Env, validate

from config.secret import read_or_create_secret

BASE_DIR = Path(__file__).resolve().parent.parent

# What .env says goes into the environment of this process, which all get that it starts: the server, its workers, the
# jobs and the nightly backup are one site, whatever .env says by now. None of them reads it again.
SETTINGS_FILE = str(BASE_DIR / ".env")
if os.environ.get("SETTINGS_READ_FROM") != SETTINGS_FILE:
    load_dotenv(SETTINGS_FILE)
    os.environ["SETTINGS_READ_FROM"] = SETTINGS_FILE
env = Env()

# Where this copy of the site keeps everything that is not code: database, media, static files, secret. What is written
# there has password hashes, sessions and drafts in it: it is for this account alone.
os.umask(0o077)
DATA_DIR = (BASE_DIR / env.str("DATA_DIR", "var")).resolve()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATA_DIR.chmod(0o700)
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR: the site cannot keep its data in {DATA_DIR}: {error.strerror}.") from error

# The address that visitors type decides what is secure: https turns on HSTS, redirects and __Host- cookies.
PORT = env.int("PORT", 8000)
BIND = env.str("BIND", "127.0.0.1")
WORKERS = env.int("WORKERS", 0)  # 0: one per processor, at most 4
SITE_URL = env.str("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
SITE_IS_SECURE = urlsplit(SITE_URL).scheme == "https"

# Core

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname, "localhost", "127.0.0.1", "[::1]"])
# In the memory of each process: little things that pass, and the rows of forms as they were put together.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "rows": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rows",
        "OPTIONS": {"MAX_ENTRIES": 2_000},  # of some 8 kB each
    },
}
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn instead of failing half-way
        "timeout": 20,  # seconds; the server waits less, see config/wsgi.py
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA journal_size_limit=67108864; PRAGMA mmap_size=33554432;"
        ),
    }
else:
    # A command waits for a lock as long as it takes; the server and the jobs do not: config/wsgi.py, outage.limit.
    # Whoever has no word from the database's machine for so many seconds takes it for gone.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        connect_timeout=3, keepalives_idle=5, keepalives_interval=2, keepalives_count=3, tcp_user_timeout=10_000
    )
# A connection is kept by its thread: opening one costs more than any question that a page asks.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# The longest form that a schema allows has 54,000 fields (tests/publishing/desk/test_too_much.py): its size binds.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
DEBUG = env.bool("DEBUG", False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "webmaster@localhost")
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 10  # seconds: a mail server that stays silent must not keep a process
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)

INSTALLED_APPS = [
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    # Ours, from the lowest floor up: pages are applied in this order.
    "publishing",
    "glossary",
    "search",
    "conditions",
    "procedures",
    "articles",
    "website",
]

FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = ["publishing.desk.basics.receiving.Bounded"]
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LOG_FORMAT = env.str("LOG_FORMAT", "plain")
if LOG_FORMAT not in ("plain", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT: there is no {LOG_FORMAT!r}, but plain, and json: an object in each line.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "website.logs.OneLine"}},
    "formatters": {"plain": {"()": "website.logs.Plain"}, "json": {"()": "website.logs.Json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["one_line"], "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "ERROR"}},  # it has a line for each wrong password, which are on record
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
MESSAGE_STORAGE = "publishing.desk.basics.told_later.Storage"

MIDDLEWARE = [
    "website.request_ids.RequestIdMiddleware",
    "website.headers.SecurityHeadersMiddleware",
    "website.machines.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "website.statics.StaticFilesMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "website.headers.ReadOnlyMiddleware",
    "website.capitals.CapitalsMiddleware",
    "website.language.LanguageFromAddressMiddleware",
    "website.context.ClinicTimeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "publishing.desk.doors.code_shown.Authentication",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
SECRET_KEY = env.str("SECRET_KEY", "") or read_or_create_secret(DATA_DIR / "secret-key")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_SECONDS = 63072000 if SITE_IS_SECURE else 0
# Only behind a proxy that overwrites the header: then a request is secure when the proxy says so.
PROXY_SENDS_FORWARDED = env.str("BEHIND_PROXY", "no") == "forwarded"
IS_BEHIND_PROXY = PROXY_SENDS_FORWARDED or env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_HOST = urlsplit(SITE_URL).netloc
SECURE_SSL_REDIRECT = SITE_IS_SECURE
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Whether a name goes onto the browsers' own lists (preload) is for whoever has the name: it is hard to take back.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# Where pictures are: in DATA_DIR/media, or for several machines in a bucket. Without a key boto3 looks for one itself.
PICTURES_S3_BUCKET = env.str("PICTURES_S3_BUCKET", "")
PICTURES_S3_ENDPOINT = env.str("PICTURES_S3_ENDPOINT", "")
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "website.statics.Files"},
}
if PICTURES_S3_BUCKET and find_spec("storages") is None:
    raise ImproperlyConfigured("PICTURES_S3_BUCKET needs more than is installed: pip install -r requirements-s3.txt.")
if PICTURES_S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "publishing.life.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": PICTURES_S3_BUCKET,
            "endpoint_url": PICTURES_S3_ENDPOINT or None,
            "region_name": env.str("PICTURES_S3_REGION", "") or None,
            "access_key": env.str("PICTURES_S3_KEY", "") or None,
            "secret_key": env.str("PICTURES_S3_SECRET", "") or None,
        },
    }
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                # Both are lazy: a public page that prints neither touches no session.
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "website.context.site",
            ],
        },
    },
]
TIME_ZONE = env.str("TIME_ZONE", "America/New_York")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE: there is no {TIME_ZONE!r}. One would be America/New_York.")
USE_I18N = True
USE_TZ = True
WSGI_APPLICATION = "config.wsgi.application"

# Authentication and sessions, which only staff have

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "publishing.desk.doors.hashing.OneAtATime",  # scrypt
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_REDIRECT_URL = "admin:index"  # also for whom a strange `next` sent here
CSRF_FAILURE_VIEW = "website.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrftoken" if SITE_IS_SECURE else "csrftoken"
CSRF_COOKIE_SECURE = SITE_IS_SECURE
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_IS_SECURE else []
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "__Host-sessionid" if SITE_IS_SECURE else "sessionid"
SESSION_COOKIE_SECURE = SITE_IS_SECURE
X_FRAME_OPTIONS = "DENY"

# The second factor (django-otp). Where the site is on the internet nobody signs in without; on this machine alone,
# where somebody tries it out, it would be in the way.

SECOND_FACTOR = env.str("SECOND_FACTOR", "required" if SITE_IS_SECURE else "offered")
if SECOND_FACTOR not in {"required", "offered", "off"}:
    raise ImproperlyConfigured("SECOND_FACTOR must be required, offered or off.")
OTP_STATIC_THROTTLE_FACTOR = OTP_TOTP_THROTTLE_FACTOR = 0  # who has to wait, and who has not, says braking.py
OTP_TOTP_ISSUER = f"{env.str('CLINIC_NAME', '') or 'Physiatry Guide'} ({urlsplit(SITE_URL).hostname})"  # on the phone

# The brake on wrong passwords (django-axes); how many and for how long is in publishing/desk/doors/braking.py

AXES_CLIENT_IP_CALLABLE = "publishing.desk.doors.whence.counted_address"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_DISABLE_ACCESS_LOG = True  # SignIn is the record
AXES_ENABLE_ADMIN = False
AXES_FAILURE_LIMIT = 5
AXES_HANDLER = "publishing.desk.doors.braking.Brake"
AXES_LOCKOUT_CALLABLE = "publishing.desk.doors.signing_in.too_many_tries"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]  # nor in its lines of the log; what a form sends it never sees
AXES_USERNAME_CALLABLE = "publishing.desk.doors.braking.digest_of"
AXES_VERBOSE = False
# Whose word of an address is believed (X-Forwarded-For): a proxy on this machine, where there is one.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", ["127.0.0.0/8", "::1"] if SECURE_PROXY_SSL_HEADER else [])

# Static files

STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "website.finders.JoinedFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 60 * 60

# This site

# Where a monitoring reads figures: a port of its own, which no proxy leads to. 0: nothing is counted.
METRICS_PORT = env.int("METRICS_PORT", 0)
METRICS_BIND = env.str("METRICS_BIND", "127.0.0.1")
# A reviewer may approve one exact text from a link in a mail, once, without signing in. Off: a mail can be forwarded.
APPROVE_FROM_MAIL = env.bool("APPROVE_FROM_MAIL", False)
# Where the jobs keep backups (docs/operating.md), how many days and how many weeks back, and the public key, made by
# `backup_key`, for which they are encrypted. 0 days: none are made.
BACKUP_DIR = (BASE_DIR / env.str("BACKUP_DIR", str(DATA_DIR / "backups"))).resolve()
BACKUP_DAYS = env.int("BACKUP_DAYS", 7, validate=validate.Range(min=0))
BACKUP_WEEKS = env.int("BACKUP_WEEKS", 4, validate=validate.Range(min=0))
BACKUP_KEY = env.str("BACKUP_KEY", "")
CONTENT_DIR = BASE_DIR / "content"
# Bytes of public pages that each process keeps as they are sent; 0 makes every page anew for whoever asks.
PAGE_CACHE_BYTES = 0 if DEBUG else env.int("PAGE_CACHE_MB", 64, validate=validate.Range(min=0)) * 1024 * 1024
CLINIC: dict[str, Any] = {
    "name": env.str("CLINIC_NAME", "Physiatry Guide"),
    "phone": env.str("CLINIC_PHONE", ""),
    "emergency_number": env.str("EMERGENCY_NUMBER", "911"),
    "address": env.str("CLINIC_ADDRESS", ""),
    "hours": env.str("CLINIC_HOURS", ""),
    "booking": env.str("CLINIC_BOOKING", ""),
    "email": env.str("CLINIC_EMAIL", ""),
    "color": env.str("CLINIC_COLOR", ""),
    "time_zone": TIME_ZONE,
}
