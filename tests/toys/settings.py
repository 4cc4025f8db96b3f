"""The product's settings with the toys: the one line of a new app, and the URL tree that includes it."""

from config.settings import *  # noqa: F403 (these are those settings)
from config.settings import BASE_DIR, INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS[:-1], "tests.toys.exercises", INSTALLED_APPS[-1]]
ROOT_URLCONF = "tests.toys.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "tests" / "toys" / "templates"]}]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
