"""The URL tree. English has no prefix; another language has its code in front."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.views import PasswordResetDoneView
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.cache import never_cache

from conditions import entrances
from publishing.desk.doors import second_step
from publishing.desk.doors.account import ChangePassword
from publishing.desk.doors.forgotten import AskForLink, ChooseByLink, Chosen
from publishing.desk.doors.signing_in import SignIn


def nowhere(request: HttpRequest, **where: str) -> HttpResponse:
    """404 in the place of a screen of Django's that this desk has no use for."""
    raise Http404


urlpatterns = [
    path("admin/r/<path:place>/", nowhere),  # it leads to any row's address, and texts that stand in others have none
    path(
        "admin/password/<uidb64>/<token>/",
        ChooseByLink.as_view(),
        name="password_reset_confirm",
    ),
    path("admin/forgotten/", AskForLink.as_view(), name="admin_password_reset"),  # the name that Django's form links to
    path("admin/forgotten/sent/", PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("admin/forgotten/chosen/", never_cache(Chosen.as_view()), name="password_reset_complete"),
    path("admin/login/", SignIn.as_view()),
    path("admin/login/code/", second_step.code_view, name="sign-in-code"),
    path("admin/login/phone/", second_step.phone_view, name="sign-in-phone"),
    path("admin/password_change/", admin.site.admin_view(ChangePassword.as_view()), name="password_change"),
    path("admin/", admin.site.urls),
    path("", include("website.machine_urls")),
    *i18n_patterns(
        path("glossary/", include("glossary.urls")),
        path("search/", include("search.urls")),
        path("conditions/", include("conditions.urls")),
        path("symptoms/", include("conditions.symptom_urls")),
        path("body/", entrances.body, name="body"),
        path("procedures/", include("procedures.urls")),
        path("articles/", include("articles.urls")),
        path("", include("website.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "website.errors.bad_request"
handler403 = "website.errors.forbidden"
handler404 = "website.errors.not_found"
handler500 = "website.errors.server_error"
