"""The addresses of this room among the pages under /you."""

from django.urls import path

from goodword.connect.views import tokens

app_name = "connect_you"
urlpatterns = [
    path("you/tokens", tokens.tokens, name="tokens"),
    path("you/tokens/<id:pk>/end", tokens.end_token, name="end_token"),
]
