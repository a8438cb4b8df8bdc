"""The addresses of this room on the desk."""

from django.urls import path

from goodword.connect import desk, webhook_desk

app_name = "connect_desk"
urlpatterns = [
    path("desk/import", desk.desk_import, name="desk_import"),
    path("desk/import/<int:pk>", desk.desk_import_run, name="desk_import_run"),
    path("desk/tokens", desk.desk_tokens, name="desk_tokens"),
    path("desk/webhooks", webhook_desk.desk_webhooks, name="desk_webhooks"),
    path("desk/webhooks/new", webhook_desk.desk_new_webhook, name="desk_new_webhook"),
    path("desk/webhooks/<id:pk>", webhook_desk.desk_webhook, name="desk_webhook"),
    path("desk/webhooks/<id:pk>/change", webhook_desk.desk_change_webhook, name="desk_change_webhook"),
    path(
        "desk/webhooks/<id:pk>/messages/<id:number>/sending",
        webhook_desk.desk_send_again,
        name="desk_send_again",
    ),
]
