from django.urls import path

from tests.toys.exercises import views

app_name = "exercises"
urlpatterns = [
    path("", views.index, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
]
