"""The addresses of this room."""

from django.urls import path

from goodword.notices import push_views, views

app_name = "notices"
urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/read", views.all_read, name="all_read"),
    path("notices/<id:pk>/read", views.read, name="read"),
    path("you/notices", views.preferences, name="preferences"),
    path("you/notices/address", views.address_works, name="address_works"),
    path("you/notices/browsers", push_views.add_browser, name="add_browser"),
    path("you/notices/browsers/<id:pk>/removal", push_views.remove_browser, name="remove_browser"),
    path("mail/preferences/<str:token>", views.mail_preferences, name="mail_preferences"),
    path("mail/unsubscribe/<str:token>", views.mail_unsubscribe, name="mail_unsubscribe"),
]
