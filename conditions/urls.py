from django.urls import path

from conditions import views
from conditions.options import OPTIONS
from publishing.public.finding import HANDOUT

app_name = "conditions"
urlpatterns = [
    path("", views.index, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
    path(f"<slug:slug>/{OPTIONS}/", views.options, name="options"),
    path(f"<slug:slug>/{HANDOUT}/", views.handout, name="handout"),
]
