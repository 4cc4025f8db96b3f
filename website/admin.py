from django.contrib import admin

from publishing.page_admin import PageAdmin
from website.models import AboutPage


@admin.register(AboutPage)
class AboutPageAdmin(PageAdmin):
    kind_name = "about"
