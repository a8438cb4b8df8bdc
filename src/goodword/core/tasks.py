"""The one place that knows where Django's tasks API comes from (django_tasks now, django.tasks on Django 6)."""

from django_tasks import task

__all__ = ["task"]
