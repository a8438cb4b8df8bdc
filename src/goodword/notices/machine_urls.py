"""The doors of this room that no person opens: without a language, and at addresses that stay."""

from django.urls import path

from goodword.notices import mail_views, push_views

app_name = "notices_doors"
urlpatterns = [
    path("mail/in", mail_views.mail_in, name="mail_in"),
    path("push-worker.js", push_views.worker, name="push_worker"),
]
