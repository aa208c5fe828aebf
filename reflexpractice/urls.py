"""All addresses of the program."""

from django.contrib import admin
from django.urls import include, path, re_path

from reflexpractice import views
from reflexpractice.accounts import views as accounts
from reflexpractice.signing import views as signing

admin.autodiscover()
# The admin has no sign-in of its own: one door, one limit, one second factor.
admin.site.login = accounts.admin_door  # type: ignore[method-assign]
admin.site.site_header = "Practice records and knowledge"
admin.site.site_title = "Reflexpractice"
admin.site.index_title = "Records and content"

urlpatterns = [
    path("", views.today, name="today"),
    path("set-up/<str:token>/", accounts.set_up, name="set_up"),
    path("account/pin/", signing.pin, name="signing_pin"),
    # Nobody signs up, and the owner changes addresses: one kept in a list of its own would go on opening the door.
    re_path(r"^account/(signup|email|confirm-email|login/code)/", accounts.closed),
    path("account/here/", accounts.here, name="here"),
    path("account/", include("allauth.urls")),
    path("clients/", include("clients.urls")),
    path("sessions/", include("sessions.urls")),
    path("knowledge/", include("knowledge.urls")),
    path("intake/", include("clients.intake_urls")),
    path("admin/", admin.site.urls),
]
