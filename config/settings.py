"""Settings: one file, everything from the environment, runs bare on SQLite."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
# What this installation writes: database, uploads and published files, collected static files.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
# How the public reaches this site, as https://budget.example: printed where only paper is at hand.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="").rstrip("/")

if not SECRET_KEY:
    # A single machine keeps a key of its own beside its database.
    _key_file = VAR_DIR / "secret_key"
    if not _key_file.exists():
        _new_key = VAR_DIR / f"secret_key.{os.getpid()}"
        _new_key.touch(mode=0o600)
        _new_key.write_text(get_random_secret_key())
        # Several processes may start at once: the first one's key stays, whole.
        try:
            os.link(_new_key, _key_file)
        except FileExistsError:
            pass
        finally:
            _new_key.unlink()
    SECRET_KEY = _key_file.read_text()

# HTTPS=true: a proxy in front ends TLS and sets (or strips) X-Forwarded-Proto.
HTTPS = env.bool("HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Proxies of ours in front, which append the address that they saw to X-Forwarded-For.
PROXIES = env.int("PROXIES", default=1 if HTTPS else 0)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# Browsers take a cookie of such a name from this very host only, and over HTTPS only.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
# In the session, and not in a cookie beside it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A session ends when nothing was asked for a while, and in any case after some hours.
SESSION_ENGINE = "accounts.sessions"
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 60 * 60
# The store keeps the dates, and so the cookie needs none: it goes with the browser.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Everything comes from here: no inline script or style, no foreign host, no frame, no plug-in.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **{f"{kind}-src": [SELF] for kind in ("script", "style", "img", "font", "connect")},
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": HTTPS,
    }
}

# A workbook of tables has some hundred kilobytes; the limit leaves room for scanned annexes.
MAX_REQUEST_BYTES = env.int("MAX_REQUEST_BYTES", default=25 * 2**20)
# Requests with a body that one process works on at once; fewer than the server's threads (bin/serve).
CONCURRENT_BODIES = env.int("CONCURRENT_BODIES", default=5)
# Files above this go to the disk at once; forms without files are smaller.
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# A written explanation has two fields a sentence: a large department's has hundreds of sentences.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_PERMISSIONS = 0o644

INSTALLED_APPS = [
    "config.apps.WorkplaceConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_tables2",
    "budgets",
    "performance",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "accounts",
]

MIDDLEWARE = [
    "config.headers.safe_headers",
    "config.middleware.address_behind_proxies",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.limited_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.nothing_private_is_kept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.language_of_the_path",
    "config.middleware.addresses_without_nul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.completely_signed_in",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.rates.limited_rates",
    "config.middleware.BusyIsAnswered",
    "config.middleware.NumbersOutOfRange",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/mingzhang.sqlite3")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL lets readers go on while one writes; IMMEDIATE waits for the lock instead of failing.
    # FULL: what was answered as published is on the disk, and a power cut can't take it back
    # (measured: 0.3 ms a transaction instead of 0.03 on an SSD; docs/decisions/0012).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # Seconds. Writers that wait look for the lock now and then, in no order.
        "timeout": 60,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
# Counts of requests (config/rates.py) are shared by all processes: of all machines where CACHE_URL
# names a server, else of this one.
CACHES["limits"] = (
    CACHES["default"]
    if "locmem" not in CACHES["default"]["BACKEND"]
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "limits",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
)
RATE_LIMITS = env.bool("RATE_LIMITS", default=True)

# Who may do what follows from the roles; Django's own permissions count for nothing.
AUTHENTICATION_BACKENDS = ["budgets.permissions.RoleBackend"]

PASSWORD_HASHERS = [
    "accounts.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        # OWASP ASVS 2.1.1. Nothing about kinds of characters, and no expiry: 2.1.9, 2.1.10.
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
] + [{"NAME": f"accounts.passwords.{name}"} for name in ("NotTooLong", "NotStretched")]
# A link for a first or a lost password.
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60

# Whether those who approve, publish or give roles must have a second factor.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=True)
# What authenticator apps show beside the code.
OTP_TOTP_ISSUER = env.str("SECOND_FACTOR_NAME", default="明账")

# Single sign-on by OpenID Connect, once an issuer and a client are named.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_SCOPES = env.str("OIDC_SCOPES", default="openid profile")
OIDC_NAME = env.str("OIDC_NAME", default="单点登录")
# The claim that is the account's name here, and whether an account is made for an unknown one.
OIDC_CLAIM = env.str("OIDC_CLAIM", default="preferred_username")
OIDC_CREATE = env.bool("OIDC_CREATE", default=False)
# Values of acr or amr by which the provider vouches for a second factor.
OIDC_SECOND_FACTOR = env.list("OIDC_SECOND_FACTOR", default=[])

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.bundles.Bundles",
]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "config.storage.SafeFileSystemStorage"},
    "staticfiles": {
        # Names with a hash of the content, so that browsers keep the files for good.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static_names.HashedStaticFiles"
    },
}

# Mail leaves only where a server is named: EMAIL_URL=smtp+tls://user:password@host:587.
EMAIL_CONFIGURED = bool(env.str("EMAIL_URL", default=""))
if EMAIL_CONFIGURED:
    globals().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="mingzhang@localhost")
EMAIL_TIMEOUT = 10

# Under which terms what is published may be used (a name, as CC-BY-4.0, and where it can be read):
# said with all data, once the operator has decided it.
DATA_LICENCE = env.str("DATA_LICENCE", default="")
DATA_LICENCE_ADDRESS = env.str("DATA_LICENCE_ADDRESS", default="")

# Memory of one process for the ready bytes of public pages (config/serving.py).
PUBLISHED_BYTES_LIMIT = env.int("PUBLISHED_BYTES_LIMIT", default=64 * 2**20)

# Whether `manage.py work` runs beside the server and takes over long work; else a request does its
# own. bin/serve starts it, and says so here.
BACKGROUND_JOBS = env.bool("BACKGROUND_JOBS", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Missing pages, wrong hosts: anyone can ask for them, and that is no event.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
