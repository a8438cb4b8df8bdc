"""The addresses of products and reviews."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
