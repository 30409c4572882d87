"""Settings. Everything an operator may change is an environment variable, listed in docs/operations/settings.md."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from mentorlift.config import logs

PACKAGE = Path(__file__).resolve().parent.parent
ROOMS = [
    *("audit", "jobs", "keeping", "notifications", "accounts", "people", "outcomes", "programmes", "draws"),
    *("mentorships", "trust", "matching", "experiments", "reports"),
]
DATA_DIR = Path(os.environ.get("MENTORLIFT_DATA", Path.cwd() / "var"))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEMO = os.environ.get("MENTORLIFT_DEMO") == "1"
DEBUG = os.environ.get("MENTORLIFT_DEBUG") == "1"


def _secret(variable: str, file_name: str) -> str:
    """The variable, or a key made once and kept beside the data, readable by its owner alone."""
    if value := os.environ.get(variable):
        return value
    from mentorlift.config.keys import key_from_file

    return key_from_file(DATA_DIR / file_name)


SECRET_KEY = _secret("MENTORLIFT_SECRET_KEY", "secret.key")
# Encrypts sheet texts; lies outside the database on purpose. See docs/rules/confidence.md.
SHEET_KEY = _secret("MENTORLIFT_SHEET_KEY", "sheet.key")

PUBLIC_URL = os.environ.get("MENTORLIFT_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [
    str(urlsplit(PUBLIC_URL).hostname),
    *os.environ.get("MENTORLIFT_HOSTS", "localhost,127.0.0.1,[::1]").split(","),
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "mentorlift.ui",
    *[f"mentorlift.{room}" for room in ROOMS if (PACKAGE / room / "apps.py").exists()],
    *(["mentorlift.demo"] if DEMO else []),
    # after our rooms, whose templates for its pages are found first
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "mentorlift.config.characters.NoNulCharacters",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # every page asks for a sign-in unless it says @login_not_required
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "mentorlift.accounts.middleware.ActorMiddleware",
    "mentorlift.programmes.middleware.InWordsOfTheProgramme",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "mentorlift.config.urls"
WSGI_APPLICATION = "mentorlift.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mentorlift.ui.context.page",
            ],
            "builtins": ["mentorlift.ui.templatetags.ui"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{DATA_DIR / 'mentorlift.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing half-way; readers never wait. See docs/decisions/sqlite.md.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# A worker silent for this long is taken for dead and its job given to another.
JOBS_LEASE_SECONDS = float(os.environ.get("MENTORLIFT_JOBS_LEASE_SECONDS", "60"))
JOBS_SWEEP_SECONDS = float(os.environ.get("MENTORLIFT_JOBS_SWEEP_SECONDS", "5"))
# Addresses and texts of sent mails are removed after this many days; the delivery log stays.
MAIL_TEXT_DAYS = int(os.environ.get("MENTORLIFT_MAIL_TEXT_DAYS", "30"))

# Letters of a programme leave in the working hours of their reader, or at "any" hour, as those of the demo.
MAIL_HOURS = os.environ.get("MENTORLIFT_MAIL_HOURS", "any" if DEMO else "working")
# A Maildir or mbox in which returned mail lies.
MAIL_BOUNCES = os.environ.get("MENTORLIFT_MAIL_BOUNCES", "")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "mentorlift.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "mentorlift.accounts.forms.SignInForm"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no letter, and the page does not tell
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is confirmed by answering the invitation sent there
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key", "request_login_code": "20/m/ip,3/5m/key"}
# How many proxies of one's own stand in front: the sign-in limits then count the visitor's address, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MENTORLIFT_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Mentorlift"
MFA_TOTP_TOLERANCE = 1

# One more for each catalogue in locale/, with its words in accounts/rules.py and its dates in config/formats.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LANGUAGE_CODE = os.environ.get("MENTORLIFT_LANGUAGE", "en")  # where neither account nor browser says another
WORDS_SECONDS = 5  # how soon a process says a renamed role word; see accounts/renaming.py
FORMAT_MODULE_PATH = ["mentorlift.config.formats"]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = os.environ.get("MENTORLIFT_TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "uploads"
UPLOAD_LIMIT = int(os.environ.get("MENTORLIFT_UPLOAD_MB", "600")) * 2**20
FILE_UPLOAD_HANDLERS = [
    "mentorlift.config.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # letters of the demo are read in the demo
elif os.environ.get("MENTORLIFT_SMTP"):
    from mentorlift.config.keys import smtp_settings

    globals().update(smtp_settings(os.environ["MENTORLIFT_SMTP"]))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("MENTORLIFT_MAIL_FROM", "mentorlift@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = int(os.environ.get("MENTORLIFT_HSTS_SECONDS", "31536000")) if SECURE else 0
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = ["^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
LOGGING = logs.configure(as_json=os.environ.get("MENTORLIFT_LOG") == "json")
