"""Goodword: a community home for a shop and its customers."""

__version__ = "0.1.0"
