"""Fixtures for all tests, those inside the rooms included, that must take the place of another plugin's."""

from goodword.testing.live import live_server

__all__ = ["live_server"]
