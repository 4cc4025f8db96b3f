from django.contrib import admin

from conditions.models import Condition
from publishing.admin import PageAdmin


@admin.register(Condition)
class ConditionAdmin(PageAdmin):
    kind_name = "conditions"
