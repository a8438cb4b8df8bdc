"""Addresses of the roof that no person reads."""

from django.conf import settings
from django.urls import path

from goodword.site import numbers, views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", numbers.numbers, name="metrics"),
    path("theme.css", views.theme, name="theme"),
]
if settings.GOODWORD_MODE in ("dev", "test"):
    urlpatterns.append(path("_styleguide", views.styleguide, name="styleguide"))
