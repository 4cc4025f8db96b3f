from django.urls import include, path

from procedures.views import day_plans
from website import views

about = ([path("<slug:slug>/", views.about, name="detail")], "about")

urlpatterns = [
    path("", views.home, name="home"),
    path("a-to-z/", views.a_to_z, name="a-to-z"),
    path("day-plan/", day_plans, name="day-plan"),
    path("visit-sheet/", views.visit_sheet, name="visit-sheet"),
    path("about/", include(about)),
]
