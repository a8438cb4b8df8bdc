"""The addresses of this room."""

from django.urls import path

from goodword.notices import views

app_name = "notices"
urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/read", views.all_read, name="all_read"),
    path("notices/<id:pk>/read", views.read, name="read"),
]
