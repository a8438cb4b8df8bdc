"""Pages of the roof: home and search."""

from django.urls import path

from goodword.site import desk, mailbox, views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("mailbox", mailbox.mailbox, name="mailbox"),
    path("search", views.search, name="search"),
    path("desk/site", desk.desk_site, name="desk_site"),
]
