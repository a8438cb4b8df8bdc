"""Imports: what was read, and what became of each row."""

from django.db import models


class ImportRun(models.Model):
    """One import: what was read, and what became of each row, so that it can resume and report."""

    kind = models.CharField(max_length=30)
    source = models.CharField(max_length=60)
    place = models.CharField(max_length=500)
    dry = models.BooleanField(default=False)
    progress = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
