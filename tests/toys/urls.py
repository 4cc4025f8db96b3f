"""The product's URL tree with the toy's line in it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *i18n_patterns(path("exercises/", include("tests.toys.exercises.urls")), prefix_default_language=False),
    *urlpatterns,
]
