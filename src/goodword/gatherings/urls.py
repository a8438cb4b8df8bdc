"""The addresses of this room."""

from django.urls import path

from goodword.gatherings import desk, views

app_name = "gatherings"
urlpatterns = [
    path("events", views.events, name="events"),
    path("events/<id:pk>", views.event, name="event_by_id"),
    path("events/<id:pk>/<str:slug>", views.event, name="event"),
    path("desk/events/new", desk.desk_new_event, name="desk_new_event"),
    path("desk/events/<id:pk>", desk.desk_event, name="desk_event"),
    path("desk/events/<id:pk>/cancellation", desk.desk_cancel_event, name="desk_cancel_event"),
]
