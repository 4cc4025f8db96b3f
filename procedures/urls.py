from django.urls import path

from procedures import views
from procedures.types import COMPARE, DAY_PLAN, EVIDENCE
from publishing.public.finding import HANDOUT

app_name = "procedures"
urlpatterns = [
    path("", views.index, name="list"),
    path(f"{COMPARE}/", views.compare, name="compare"),
    path("<slug:slug>/", views.detail, name="detail"),
    path(f"<slug:slug>/{EVIDENCE}/", views.evidence, name="evidence"),
    path(f"<slug:slug>/{HANDOUT}/", views.handout, name="handout"),
    path(f"<slug:slug>/{DAY_PLAN}/", views.day_plan, name="day-plan"),
]
