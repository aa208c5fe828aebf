"""Addresses of the session pages."""

from django.urls import path

from sessions.views import (
    booking,
    calendar,
    client_page,
    feed,
    hours,
    log,
    note,
    plan,
    record,
    reports,
    reviewed,
    series,
)

app_name = "sessions"
urlpatterns = [
    path("client/<int:pk>/", client_page.for_client, name="for_client"),
    path("client/<int:pk>/preview/", client_page.preview, name="preview"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("feed/", feed.feed_address, name="feed_address"),
    path("feed/<str:token>.ics", feed.feed, name="feed"),
    path("hours/", hours.hours, name="hours"),
    path("hours/<int:pk>/", hours.hours, name="hours_of"),
    path("hours/<int:pk>/remove/", hours.remove, name="remove_hours"),
    path("absence/<int:pk>/remove/", hours.remove_absence, name="remove_absence"),
    path("<int:pk>/visit/", calendar.visit, name="visit"),
    path("book/", booking.book, name="book"),
    path("repeat/", series.repeat, name="repeat"),
    path("<int:pk>/move/", booking.move, name="move"),
    path("<int:pk>/cancel/", booking.cancel, name="cancel"),
    path("reports/", reports.reports, name="reports"),
    path("<int:pk>/plan/", plan.plan, name="plan"),
    path("<int:pk>/plan/zone/", plan.zone, name="plan_zone"),
    path("<int:pk>/plan/apply/", plan.apply, name="plan_apply"),
    path("<int:pk>/plan/limits/", plan.limits, name="plan_limits"),
    path("<int:pk>/plan/read/", plan.read, name="acknowledge"),
    path("<int:pk>/plan/reason/", plan.override, name="override"),
    path("<int:pk>/start/", plan.begin, name="start"),
    path("<int:pk>/log/", log.log, name="log"),
    path("<int:pk>/log/zone/", log.log_zone, name="log_zone"),
    path("<int:pk>/log/end/", log.end_work, name="end_work"),
    path("<int:pk>/note/", note.note, name="note"),
    path("<int:pk>/note/autosave/", note.autosave, name="autosave"),
    path("<int:pk>/note/score/", note.score, name="score"),
    path("<int:pk>/note/sign/", note.sign, name="sign"),
    path("<int:pk>/note/amend/", record.amend, name="amend"),
    path("reviewed/<int:pk>/", reviewed.reviewed, name="reviewed"),
    path("<int:pk>/", record.record, name="record"),
]
