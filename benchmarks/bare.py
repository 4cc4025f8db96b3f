"""Django and nothing else: one view, one query, 47 kB of HTML, the middleware of `startproject` and gzip.

The measure that the site's own pages are held against. BARE names its folder, in which `page.html` is what it prints.

    BARE=folder python -m benchmarks.bare     (makes its database)
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.shortcuts import get_object_or_404, render
from django.urls import path

FOLDER = Path(os.environ["BARE"])
SIZE = 47_000  # bytes of HTML
CONTRIB = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
TEMPLATE = "<!doctype html><title>{{ page.title }}</title><h1>{{ page.title }}</h1>{{ page.html|safe }}"

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "bare.sqlite3"}},
    INSTALLED_APPS=[f"django.contrib.{name}" for name in CONTRIB],
    MIDDLEWARE=[
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a benchmark",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"page.html": TEMPLATE})]},
        }
    ],
)
django.setup()


class Page(models.Model):
    """What the view prints."""

    slug = models.SlugField(unique=True)
    title = models.TextField()
    html = models.TextField()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.title


def detail(request, slug: str):
    """The page."""
    return render(request, "page.html", {"page": get_object_or_404(Page, slug=slug)})


urlpatterns = [path("pages/<slug:slug>/", detail)]
application = get_wsgi_application()


def make() -> None:
    """Make the table and the page, where they are not there."""
    if Page._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Page)
        html = (FOLDER / "page.html").read_text()
        Page.objects.create(slug="page", title="A page", html=(html * (SIZE // len(html) + 1))[:SIZE])


if __name__ == "__main__":
    make()
