from django.contrib import admin

from conditions.models import Condition
from publishing.page_admin import PageAdmin


@admin.register(Condition)
class ConditionAdmin(PageAdmin):
    kind_name = "conditions"
