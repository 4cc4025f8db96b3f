from django.urls import include, path

from website import views

about = ([path("<slug:slug>/", views.about, name="detail")], "about")

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", include(about)),
]
