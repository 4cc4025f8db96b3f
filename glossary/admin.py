from django.contrib import admin

from glossary.models import Term
from publishing.desk.page.pages import PageAdmin


@admin.register(Term)
class TermAdmin(PageAdmin):
    kind_name = "glossary"
