"""Pages of the roof: home and search."""

from django.urls import path

from goodword.site import views

app_name = "site"
urlpatterns = [path("", views.home, name="home")]
