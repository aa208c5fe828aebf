"""Addresses of the knowledge pages."""

from django.urls import path

from knowledge import views

app_name = "knowledge"

urlpatterns = [
    path("", views.home, name="home"),
    path("conditions/<str:code>/", views.condition, name="condition"),
    path("zones/", views.zones, name="zones"),
    path("zones/<str:code>/", views.zone, name="zone"),
    path("techniques/", views.techniques, name="techniques"),
    path("techniques/<str:code>/", views.technique, name="technique"),
    path("releases/", views.releases, name="releases"),
    path("releases/<int:number>/", views.release, name="release"),
]
