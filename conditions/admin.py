from django.contrib import admin

from conditions.models import Condition
from publishing.desk.page.pages import PageAdmin


@admin.register(Condition)
class ConditionAdmin(PageAdmin):
    kind_name = "conditions"
