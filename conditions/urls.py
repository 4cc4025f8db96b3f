from django.urls import path

from conditions import views
from conditions.options import OPTIONS

app_name = "conditions"
urlpatterns = [
    path("", views.index, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
    path(f"<slug:slug>/{OPTIONS}/", views.options, name="options"),
]
