"""Django's settings, the same for every process that opens the database.

The command line needs the models alone; what the pages need beside is named here by strings, and imported by the server
only. Secrets and addresses are set by the server when it starts.
"""

from __future__ import annotations

from typing import Any

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",  # for its code: neither its tables nor those of content types are made
    "hegui.history.apps.HistoryConfig",
    "hegui.web.apps.WebConfig",
]
DATABASES: dict[str, Any] = {}
"""Databases are opened by their places, see `hegui.history.database`."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"

# The pages

AUTH_USER_MODEL = "hegui_web.User"
AUTHENTICATION_BACKENDS = ["hegui.web.accounts.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hegui.web.accounts.LongEnough", "OPTIONS": {"min_length": 10}},
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}Validator", "OPTIONS": options}
        for name, options in {
            "UserAttributeSimilarity": {"user_attributes": ("account", "name")},
            "CommonPassword": {},
            "NumericPassword": {},
        }.items()
    ),
]
LOGIN_URL = "login"
SESSION_ENGINE = "hegui.web.sessions"
SESSION_COOKIE_AGE = 30 * 60
"""Seconds after which one who does nothing is signed out."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hegui.web.views.failures.forged"
ROOT_URLCONF = "hegui.web.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hegui.web.middleware.headers",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hegui.web.middleware.renewal",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hegui.web.middleware.log",
    "hegui.web.middleware.refusals",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hegui.web.middleware.SignedIn",
    "hegui.web.middleware.Gate",
]
SECURE_REFERRER_POLICY = "same-origin"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request", "hegui.web.menu.menu"]},
    }
]
STATIC_URL = "/static/"
DATA_UPLOAD_MAX_NUMBER_FILES = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
