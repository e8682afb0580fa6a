"""One settings file for every installation; it runs with an empty environment."""

from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.crypto import salted_hmac

from palaver.accounts.loopback import is_loopback
from palaver.lib import data_directory
from palaver.project import environment, storage

PACKAGE_DIR = environment.PACKAGE
DATA_DIR = environment.data_directory()
data_directory.prepare(DATA_DIR)
ENV = environment.read(DATA_DIR)

SECRET_KEY = ENV.secret_key or data_directory.secret_key(DATA_DIR)
DEBUG = ENV.debug

# --- Palaver -----------------------------------------------------------------
PALAVER_HOST = ENV.host
PALAVER_EVERY_INTERFACE = ENV.host in environment.EVERY_INTERFACE
PALAVER_PORT = ENV.port
PALAVER_RUNNER = ENV.runner
PALAVER_PROVIDERS = ENV.providers or DATA_DIR / "providers.toml"
PALAVER_ENVIRON = ENV.variables
PALAVER_REDIS_URL = ENV.redis_url
PALAVER_REQUEST_THREADS = max(1, ENV.database_pool // 2)  # for reading, and as many for writing
PALAVER_BROKER_URL = ENV.broker_url or ENV.redis_url
PALAVER_HAS_BROKER = bool(ENV.broker_url)
# Redis shows every channel to all who use it: each installation has names of its own.
PALAVER_CHANNELS = f"palaver-{salted_hmac('palaver.channels', '', SECRET_KEY).hexdigest()[:16]}"
PALAVER_EMBEDDED = not ENV.redis_url  # one process has the data directory to itself
PALAVER_NAMED_HOSTS = ENV.allowed_hosts
PALAVER_PROXIES = ENV.proxies
PALAVER_UNKNOWN = ENV.unknown
PALAVER_TITLES = ENV.titles
PALAVER_GRACE_PERIOD = ENV.grace_period  # seconds
PALAVER_DEV = ENV.dev
PALAVER_METRICS_TOKEN = ENV.metrics_token
PALAVER_METRICS_PORT = ENV.metrics_port

# --- Who may reach it --------------------------------------------------------
ALLOWED_HOSTS = environment.reachable_as(ENV)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENV.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024  # bytes: the longest message, each byte escaped
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 10

VITE_SERVER = f"127.0.0.1:{ENV.vite_port}"
_vite_http, _vite_socket = (
    ([f"http://{VITE_SERVER}"], [f"ws://{VITE_SERVER}"]) if ENV.dev else ([], [])
)
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE, *_vite_http],
        "style-src": [SELF, NONCE, *_vite_http],
        "img-src": [SELF, "data:", "blob:", *_vite_http],
        "font-src": [SELF, *_vite_http],
        "connect-src": [SELF, *_vite_http, *_vite_socket],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Parts -------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_vite",
    "palaver.turbo",
    "palaver.accounts",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "palaver.chats",
    "palaver.generation",
    "palaver.web",
    "palaver.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "palaver.accounts.middleware.NoStoreMiddleware",
    "palaver.accounts.middleware.SignInRequiredMiddleware",
    "palaver.web.middleware.DatabaseRefusalMiddleware",
]

ROOT_URLCONF = "palaver.project.urls"
ASGI_APPLICATION = "palaver.project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": not ENV.dev,
        "OPTIONS": {
            # In development templates are read again for each page.
            **({"loaders": ["django.template.loaders.app_directories.Loader"]} if ENV.dev else {}),
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- ACCOUNTS (allauth) ------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "palaver.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"setup_code": "5/m/ip"}
PALAVER_SETUP_CODE_REQUIRED = (  # a named host or HTTPS means a proxy in front of the loopback
    not is_loopback(ENV.host) or bool(ENV.allowed_hosts) or ENV.https
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# --- end of ACCOUNTS ---------------------------------------------------------

# --- Data --------------------------------------------------------------------
DATABASES = {"default": environment.database_settings(ENV, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STORAGES = {
    "default": {"BACKEND": storage.DIRECTORY},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "attachments": storage.settings(ENV.storage, DATA_DIR),
}

TURBO_MAY_LISTEN = "palaver.web.streams.may_listen"
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "channels.layers.InMemoryChannelLayer",
        "CONFIG": {"capacity": 1000},  # broadcasts at once, for all sockets of the process
    }
}
if ENV.redis_url:
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [ENV.redis_url], "prefix": PALAVER_CHANNELS},
    }

# --- Language and time -------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- Static files: served from where they are, nothing to collect -------------
STATIC_URL = "/static/"
DJANGO_VITE = {
    "default": {
        "dev_mode": ENV.dev,
        "dev_server_host": "127.0.0.1",
        "dev_server_port": ENV.vite_port,
        "static_url_prefix": "palaver",
        "manifest_path": PACKAGE_DIR / "web" / "static" / "palaver" / "manifest.json",
    }
}

# --- Log ---------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "palaver.lib.logs.Text",
            "format": "{levelname:<8}{name}: {message}",
            "style": "{",
        },
        "json": {"()": "palaver.lib.logs.Json"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": ENV.log_format}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "palaver": {"level": "DEBUG" if DEBUG else "INFO"},
        # It says that Redis is away once a second with a traceback; the bus says it once.
        "channels_redis": {"level": "CRITICAL"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
