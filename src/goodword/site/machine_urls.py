"""Addresses of the roof that no person reads."""

from django.urls import path

from goodword.site import views

urlpatterns = [path("healthz", views.healthz, name="healthz")]
