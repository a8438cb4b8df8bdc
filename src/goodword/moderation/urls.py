"""The addresses of this room."""

from django.urls import path

from goodword.moderation import desk, views

app_name = "moderation"
urlpatterns = [
    path("trust/rules", views.rules, name="rules"),
    path("trust/rules.json", views.rules_json, name="rules_json"),
    path("desk/withhold/<str:kind>/<id:pk>", desk.desk_withhold, name="desk_withhold"),
]
