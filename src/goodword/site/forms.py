"""Forms of the roof: what an owner says about the site."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodword.core.hours import Period
from goodword.core.settings_registry import site_setting
from goodword.core.text import clean_line
from goodword.core.theme import too_faint
from goodword.site.logo import clean_logo

MAX_LOGO = 30_000  # bytes


class SiteForm(forms.Form):
    """Name, words, address, telephone, zone, opening hours, hue and mark."""

    name = forms.CharField(label=_("Name over every page"), max_length=80)
    sentence = forms.CharField(label=_("One line: what this is for"), max_length=160)
    intro = forms.CharField(
        label=_("Who runs this, in a sentence or two"), max_length=400, required=False, widget=forms.Textarea
    )
    operator = forms.CharField(
        label=_("Company and postal address"),
        max_length=200,
        help_text=_("It stands in the footer of every page, feed and mail."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    zone = forms.CharField(label=_("Time zone"), max_length=60, help_text=_("Such as Europe/London."))
    people_ask = forms.CharField(
        label=_("Words below the search box"),
        max_length=300,
        required=False,
        help_text=_("Up to six, with commas between them."),
    )
    hue = forms.IntegerField(
        label=_("Brand hue"),
        min_value=0,
        max_value=359,
        help_text=_("Degrees on the colour wheel; 205 is a sea blue."),
    )
    logo = forms.FileField(label=_("Mark"), required=False, help_text=_("An SVG drawing of at most 30 kB."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            self.fields[f"hours_{day}"] = forms.CharField(
                label=WEEKDAYS[day],
                required=False,
                max_length=60,
                help_text=_("9:30-13:00, 14:00-18:00") if day == 0 else "",
            )

    @classmethod
    def of_now(cls) -> "SiteForm":
        """The form filled with what holds now."""
        initial = {
            name: site_setting(f"site.{name}")
            for name in ("name", "sentence", "intro", "operator", "phone", "zone", "hue")
        }
        initial["people_ask"] = ", ".join(site_setting("site.people_ask"))
        for day in range(7):
            periods = [period for period in site_setting("site.hours") if period["day"] == day]
            initial[f"hours_{day}"] = ", ".join(f"{period['open']}-{period['close']}" for period in periods)
        return cls(initial=initial)

    def clean_zone(self) -> str:
        """A zone that exists."""
        zone = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise ValidationError(_now("There is no time zone of this name."))
        return zone

    def clean_hue(self) -> int:
        """A hue whose every pair of text and ground can be read in both themes."""
        hue = self.cleaned_data["hue"]
        if faint := too_faint(hue):
            raise ValidationError(
                _now("With this hue one cannot read: %(pairs)s.") % {"pairs": ", ".join(faint)}
            )
        return hue

    def clean_logo(self) -> str:
        """The mark, cleaned; "" where none was sent."""
        file: UploadedFile | None = self.cleaned_data.get("logo")
        if not file:
            return ""
        if (file.size or 0) > MAX_LOGO:
            raise ValidationError(_now("This drawing is larger than 30 kB."))
        if drawing := clean_logo(file.read()):
            return drawing
        raise ValidationError(_now("This is not an SVG drawing that can be shown safely."))

    def clean(self) -> dict[str, Any]:
        """Opening hours of all days, read into periods."""
        data = super().clean() or {}
        hours: list[Period] = []
        for day in range(7):
            try:
                hours += _periods(day, data.get(f"hours_{day}", ""))
            except ValueError:
                self.add_error(f"hours_{day}", _now("Write it like 9:30-18:00, with commas between several."))
        data["hours"] = hours
        return data

    def settings(self) -> dict[str, Any]:
        """The site settings this form changes."""
        data = self.cleaned_data
        kept = {
            name: clean_line(data[name], 400)
            for name in ("name", "sentence", "intro", "operator", "phone", "zone")
        }
        asked = [clean_line(words, 60) for words in data["people_ask"].split(",")]
        found = {
            **kept,
            "hue": data["hue"],
            "hours": data["hours"],
            "people_ask": [words for words in asked if words][:6],
        }
        if data["logo"]:
            found["logo"] = data["logo"]
        return {f"site.{name}": value for name, value in found.items()}


def _periods(day: int, text: str) -> list[Period]:
    """ "9:30-13:00, 14:00-18:00" as periods. Raises ValueError on anything else, and on a close before an open."""
    periods: list[Period] = []
    for part in filter(None, (part.strip() for part in text.replace("–", "-").split(","))):
        opens, closes = (_clock(side) for side in part.split("-"))
        if closes <= opens or (periods and opens < periods[-1]["close"]):
            raise ValueError(part)
        periods.append({"day": day, "open": opens, "close": closes})
    return periods


def _clock(text: str) -> str:
    hour, minute = (int(part) for part in text.strip().split(":"))
    if not (0 <= hour < 24 and 0 <= minute < 60):
        raise ValueError(text)
    return f"{hour:02}:{minute:02}"
