"""What the ground floor tells the house when it starts: kinds of path parts.

`<id:pk>` is a row's number that every database can hold; a longer one is no address at all (404).
"""

from django.urls import register_converter
from django.urls.converters import IntConverter


class Id(IntConverter):
    """Up to 18 digits."""

    regex = "[0-9]{1,18}"


register_converter(Id, "id")
