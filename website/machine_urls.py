"""Addresses for machines: the same in every language."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from website import links, machines
from website.sitemaps import SITEMAPS

urlpatterns = [
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("drafts/<str:token>/", links.shared_draft, name="shared-draft"),
    path("approvals/<str:token>/", links.mailed_approval, name="mailed-approval"),
    path("site.webmanifest", machines.web_manifest, name="web-manifest"),
    path("favicon.ico", machines.icon, name="icon"),
    re_path(r"^clinic-(?P<color>[0-9a-f]{6})\.css$", machines.clinic_styles, name="clinic-styles"),
    re_path(r"^media/(?P<name>(?:drawings|images|logos)/[a-z0-9][a-z0-9.-]{0,199})$", machines.media, name="media"),
]
