"""The addresses of this room on the desk."""

from django.urls import path

from goodword.connect import desk

app_name = "connect_desk"
urlpatterns = [
    path("desk/import", desk.desk_import, name="desk_import"),
    path("desk/import/<int:pk>", desk.desk_import_run, name="desk_import_run"),
    path("desk/tokens", desk.desk_tokens, name="desk_tokens"),
]
