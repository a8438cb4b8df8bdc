"""Forms of the gatherings room."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from goodword.core.settings_registry import site_setting
from goodword.core.text import MAX_TEXT
from goodword.gatherings.models import Event


class EventForm(forms.Form):
    """What an occasion is, when and where; times are of the house."""

    title = forms.CharField(label=_("What is it?"), max_length=200)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("How many minutes?"), min_value=5, max_value=20_160, initial=90)
    place = forms.CharField(label=_("Where?"), max_length=200)
    body = forms.CharField(
        label=_("What should people know?"), max_length=MAX_TEXT, required=False, widget=forms.Textarea
    )

    @classmethod
    def of(cls, event: Event) -> "EventForm":
        """The form filled with what was announced."""
        begins = event.begins_at.astimezone(ZoneInfo(event.zone))
        minutes = int((event.ends_at - event.begins_at).total_seconds() // 60)
        return cls(
            initial={
                "title": event.title,
                "day": begins.date(),
                "time": begins.time(),
                "minutes": minutes,
                "place": event.place,
                "body": event.body,
            }
        )

    def facts(self) -> dict[str, Any]:
        """The arguments of the verbs."""
        data = self.cleaned_data
        zone = site_setting("site.zone")
        return {
            "title": data["title"],
            "begins_at": datetime.combine(data["day"], data["time"], tzinfo=ZoneInfo(zone)),
            "lasts": timedelta(minutes=data["minutes"]),
            "zone": zone,
            "place": data["place"],
            "body": data["body"],
        }


class CancelForm(forms.Form):
    """Why an occasion does not take place."""

    because = forms.CharField(label=_("Why does it not take place?"), max_length=300)
