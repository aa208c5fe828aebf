"""One settings file, reading the environment.

Secrets come from the environment or from `secrets.env` in the data folder, which `manage.py`
writes on the first run; without them the program does not start.
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env("REFLEX_DATA_DIR", default=str(BASE_DIR / ".data")))
env.read_env(DATA_DIR / "secrets.env", overwrite=False)


def secret(name: str) -> str:
    """A secret that must be there."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. “python3 manage.py start” makes it; or set it yourself.")
    return value


SECRET_KEY = secret("REFLEX_SECRET_KEY")
AUDIT_KEY = secret("REFLEX_AUDIT_KEY")

DEBUG = env.bool("REFLEX_DEBUG", default=False)
# Behind TLS: secure cookies, HSTS, redirects. Off for the laptop that serves itself on loopback.
HTTPS = env.bool("REFLEX_HTTPS", default=False)
ALLOWED_HOSTS = env.list("REFLEX_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("REFLEX_ORIGINS", default=[])

INSTALLED_APPS = [
    "reflexpractice",
    "reflexpractice.accounts",
    "reflexpractice.audit",
    "knowledge",
    "clients",
    "sessions",
    "crispy_forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reflexpractice.accounts.middleware.never_store",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "reflexpractice.accounts.middleware.no_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "reflexpractice.accounts.idle.sign_out_when_idle",
    "reflexpractice.accounts.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reflexpractice.accounts.middleware.practice",
]

ROOT_URLCONF = "reflexpractice.urls"
WSGI_APPLICATION = "reflexpractice.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reflexpractice.accounts.context.practice",
            ],
        },
    }
]

# --- database -----------------------------------------------------------------------------------
# Not an address by default: a folder's name may hold what an address may not.
FILE: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "practice.sqlite3"}
DATABASES = {"default": env.db("DATABASE_URL") if os.environ.get("DATABASE_URL") else FILE}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without these SQLite loses concurrent writes, acknowledged commits and our immutability triggers.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
        ),
    }
DATABASES["default"]["CONN_MAX_AGE"] = env.int("REFLEX_CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits must hold across workers and restarts, so they live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "reflexpractice_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- people and sign-in -------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["reflexpractice.accounts.backends.OneQueryBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "reflexpractice.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/h/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Reflexpractice"

SESSION_COOKIE_AGE = 60 * 60 * 12
# Nobody touched the program for so long: signed out. The page warns two minutes before.
IDLE_SECONDS = 60 * 15
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
# Cookies know no ports: the sample practice beside the real one must not sign people out of it.
SAMPLE = "-sample" if env.bool("REFLEX_DEMO", default=False) else ""
SESSION_COOKIE_NAME = f"__Host-reflex{SAMPLE}" if HTTPS else f"reflex{SAMPLE}"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"__Host-reflex-csrf{SAMPLE}" if HTTPS else f"reflex-csrf{SAMPLE}"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"

# --- headers ------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "camera",
        "geolocation",
        "microphone",
        "payment",
        "usb",
        "interest-cohort",
        "display-capture",
    )
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.bool("REFLEX_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# "Recorded: pregnancy" belongs in no cookie, where the device would keep it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- words, time, files -------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = env("REFLEX_TIME_ZONE", default="Europe/London")
USE_I18N = True
# Languages of the client's form: one more is a catalogue, locale/<language>/LC_MESSAGES/django.mo, and the library's
# words in <language>.csv. What the practice adds itself lies in its data folder.
LOCALE_PATHS = [DATA_DIR / "locale", BASE_DIR / "locale"]
LIBRARY_TRANSLATIONS = [DATA_DIR / "translations", BASE_DIR / "knowledge" / "content" / "translations"]
_codes = sorted(
    {path.parts[-3].replace("_", "-").lower() for each in LOCALE_PATHS for path in each.glob("*/*/django.mo")}
)
LANGUAGES = [("en-gb", "English"), *((code, str(LANG_INFO.get(code, {}).get("name_local", code))) for code in _codes)]
USE_TZ = True
FORMAT_MODULE_PATH: list[str] = []
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# A font's file name carries its version, so nobody has to ask for it twice.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/fonts/.+\.woff2$"
WHITENOISE_AUTOREFRESH = DEBUG

CRISPY_ALLOWED_TEMPLATE_PACKS = ("reflex",)
CRISPY_TEMPLATE_PACK = "reflex"
CRISPY_FAIL_SILENTLY = False

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# A mail server that says nothing must not hold up the others.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("REFLEX_FROM_EMAIL", default="practice@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A page that was not found may be a mistyped one-time address, which no log may hold.
        "django.request": {"level": "ERROR"},
        # Two requests at once is no news.
        "waitress.queue": {"level": "ERROR"},
    },
}
