from django.urls import path

from conditions import entrances

app_name = "symptoms"
urlpatterns = [
    path("", entrances.symptoms, name="list"),
    path("<slug:slug>/", entrances.symptom, name="detail"),
]
