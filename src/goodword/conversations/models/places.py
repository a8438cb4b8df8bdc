"""Where talk is kept: spaces and tags."""

from django.db import models
from django.urls import reverse


class Space(models.Model):
    """A part of the community, such as "Orders and parcels"."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    line = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    staff_only = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of the space."""
        return reverse("conversations:space", args=[self.slug])


class Tag(models.Model):
    """A word that topics share. A merged tag stays, points to its heir and redirects."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    line = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    topic_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of the tag."""
        return reverse("conversations:tag", args=[self.slug])


class TagSynonym(models.Model):
    """Another spelling that leads to a tag."""

    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="synonyms")
