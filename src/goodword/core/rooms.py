"""What every room does when the house starts: load the modules in which it registers itself."""

import importlib.util

from django.apps import AppConfig


class Room(AppConfig):
    """One room. Its `registry`, `subscribers` and `jobs` modules are imported once all models exist."""

    default = False
    default_auto_field = "django.db.models.BigAutoField"
    LOADED: tuple[str, ...] = ("registry", "subscribers", "jobs", "housekeeping", "doctor", "measures")

    def ready(self) -> None:
        """Import the modules of `LOADED` that this room has."""
        for module in self.LOADED:
            if importlib.util.find_spec(f"{self.name}.{module}"):
                importlib.import_module(f"{self.name}.{module}")
