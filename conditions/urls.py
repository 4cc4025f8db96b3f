from django.urls import path

from conditions import views

app_name = "conditions"
urlpatterns = [
    path("", views.index, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
]
