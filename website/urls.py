from django.urls import include, path

from website import views

about = ([path("<slug:slug>/", views.about, name="detail")], "about")

urlpatterns = [
    path("", views.home, name="home"),
    path("glossary/", views.glossary, name="glossary"),
    path("about/", include(about)),
]
