from django.contrib import admin

from publishing.desk.page.pages import PageAdmin
from tests.toys.exercises.models import Exercise


@admin.register(Exercise)
class ExerciseAdmin(PageAdmin):
    kind_name = "exercises"
