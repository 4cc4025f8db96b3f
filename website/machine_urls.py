"""Addresses for machines: the same in every language."""

from django.urls import path, re_path

from website import links, machines
from website.sitemaps import sitemap

urlpatterns = [
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("drafts/<str:token>/", links.shared_draft, name="shared-draft"),
    path("approvals/<str:token>/", links.mailed_approval, name="mailed-approval"),
    path("site.webmanifest", machines.web_manifest, name="web-manifest"),
    path("favicon.ico", machines.icon, name="icon"),
    re_path(
        r"^clinic-(?P<color>[0-9a-f]{6})/(?P<name>[a-z-]+(?:\.[0-9a-f]{12})?\.css)$",
        machines.clinic_styles,
        name="clinic-styles",
    ),
    re_path(r"^media/(?P<name>(?:drawings|images|logos)/[a-z0-9][a-z0-9.-]{0,199})$", machines.media, name="media"),
]
