"""Addresses of the intake form."""

from django.urls import path

from clients.views import handing_over, intake_stop
from clients.views import intake_public as pages

app_name = "intake"
urlpatterns = [
    path("birth-date/", pages.birth_date, name="birth_date"),
    path("go-on/", pages.resume, name="resume"),
    path("step/check/", pages.check, name="check"),
    path("step/sign/", pages.sign, name="sign"),
    path("step/<slug:slug>/", pages.step, name="step"),
    path("step/<slug:slug>/keep/", pages.keep, name="keep"),
    path("stop/", intake_stop.stop, name="stop"),
    path("not-ready/", pages.not_ready, name="not_ready"),
    path("give-back/", handing_over.give_back, name="give_back"),
    path("done/", pages.done, name="done"),
    path("<str:token>/", pages.start, name="start"),
]
