from django.contrib import admin

from publishing.desk.page.pages import PageAdmin
from website.models import AboutPage


@admin.register(AboutPage)
class AboutPageAdmin(PageAdmin):
    kind_name = "about"
