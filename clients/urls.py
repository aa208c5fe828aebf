"""Addresses of the client pages."""

from django.urls import path

from clients.views import ask, clearances, clients, consents, flags, goals, history, links, paper, review, today_check

app_name = "clients"
urlpatterns = [
    path("", clients.client_list, name="list"),
    path("new/", clients.new, name="new"),
    path("<int:pk>/edit/", clients.edit, name="edit"),
    path("<int:pk>/archive/", clients.put_away, name="archive"),
    path("<int:pk>/restore/", clients.take_back, name="restore"),
    path("<int:pk>/flags/", flags.flags, name="flags"),
    path("<int:pk>/flags/add/", flags.add_flag, name="add_flag"),
    path("flags/<int:pk>/change/", flags.change_flag, name="change_flag"),
    path("flags/<int:pk>/end/", flags.end_flag, name="end_flag"),
    path("<int:pk>/ask/", ask.ask, name="ask"),
    path("<int:pk>/today/", today_check.today_check, name="today_check"),
    path("<int:pk>/goals/", goals.goals, name="goals"),
    path("goals/<int:pk>/rename/", goals.rename_goal, name="rename_goal"),
    path("goals/<int:pk>/end/", goals.finish_goal, name="end_goal"),
    path("<int:pk>/clearances/", clearances.clearances, name="clearances"),
    path("<int:pk>/clearances/add/", clearances.add_clearance, name="add_clearance"),
    path("clearances/<int:pk>/answer/", clearances.answer_clearance, name="answer_clearance"),
    path("clearances/<int:pk>/letter/", clearances.letter, name="clearance_letter"),
    path("clearances/<int:pk>/letter.pdf", clearances.letter_pdf, name="clearance_pdf"),
    path("clearances/<int:pk>/withdraw/", clearances.take_back, name="withdraw_clearance"),
    path("<int:pk>/consents/", consents.consents, name="consents"),
    path("<int:pk>/consents/email/", consents.agree_email, name="agree_email"),
    path("<int:pk>/consents/photos/", consents.agree_photos, name="agree_photos"),
    path("consents/<int:pk>/withdraw/", consents.withdraw, name="withdraw_consent"),
    path("<int:pk>/intakes/", history.intakes, name="intakes"),
    path("<int:pk>/paper-form/", paper.blank, name="paper_form"),
    path("<int:pk>/paper-form/copy/", paper.transcribe, name="transcribe"),
    path("<int:pk>/send-intake/", links.send_intake, name="send_intake"),
    path("<int:pk>/hand-over/", links.hand_over, name="hand_over"),
    path("links/<int:pk>/revoke/", links.revoke_link, name="revoke_link"),
    path("intakes/<int:pk>/", review.answers, name="intake"),
    path("intakes/<int:pk>/red-flags/seen/", review.seen, name="red_flags_seen"),
    path("intakes/<int:pk>/review/", review.review, name="review"),
]
