from django.contrib import admin

from procedures.models import Procedure
from publishing.desk.page.pages import PageAdmin


@admin.register(Procedure)
class ProcedureAdmin(PageAdmin):
    kind_name = "procedures"
