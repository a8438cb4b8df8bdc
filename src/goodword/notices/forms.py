"""The form of preferences: a pace for each channel and sort, and a person's clock."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodword.core.settings_registry import site_setting
from goodword.notices.actions.preferences import Hours
from goodword.notices.channels import Channel
from goodword.notices.habits import Habits
from goodword.notices.models import Pace
from goodword.notices.policy import SORTS, Sort

PACES = {
    Pace.AT_ONCE: gettext_lazy("At once"),
    Pace.BUNDLED: gettext_lazy("Within minutes, together"),
    Pace.DAILY: gettext_lazy("In the daily digest"),
    Pace.WEEKLY: gettext_lazy("In the weekly digest"),
    Pace.NEVER: gettext_lazy("Only on this site"),
}
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
NO_HOURS = ("", gettext_lazy("none"))


class PreferencesForm(forms.Form):
    """How one person is told. The fields of the channels are named `email-answers` and so on."""

    quiet_from = forms.TypedChoiceField(
        label=gettext_lazy("Quiet from"),
        choices=[NO_HOURS, *HOURS],
        coerce=int,
        required=False,
        empty_value=None,
    )
    quiet_to = forms.TypedChoiceField(
        label=gettext_lazy("until"),
        choices=[NO_HOURS, *HOURS],
        coerce=int,
        required=False,
        empty_value=None,
    )
    digest_hour = forms.TypedChoiceField(label=gettext_lazy("A digest comes at"), choices=HOURS, coerce=int)
    digest_day = forms.TypedChoiceField(
        label=gettext_lazy("The weekly one on"), choices=list(WEEKDAYS.items()), coerce=int
    )
    most_a_day = forms.IntegerField(
        label=gettext_lazy("At most so many messages a day"),
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("What is beyond comes the next day, in one message."),
    )
    zone = forms.ChoiceField(label=gettext_lazy("Your time zone"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("The language of what we send"), required=False)

    def __init__(self, habits: Habits, channels: Sequence[Channel], data: Any = None) -> None:
        rhythm, person = habits.rhythm, habits.person
        initial = {
            "quiet_from": _hour(rhythm.quiet_from),
            "quiet_to": _hour(rhythm.quiet_to),
            "digest_hour": rhythm.digest_hour,
            "digest_day": rhythm.digest_day,
            "most_a_day": rhythm.most_a_day,
            "zone": person.zone,
            "language": person.language,
        }
        super().__init__(data, initial=initial)
        self.channels = channels
        house = _("that of the house: %(zone)s") % {"zone": site_setting("site.zone")}
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
        _choices(self.fields["zone"], [("", house), *zones])
        _choices(self.fields["language"], [("", _("that of the site")), *settings.LANGUAGES])
        for channel in channels:
            paces = [(pace, PACES[pace]) for pace in (*channel.paces, Pace.NEVER)]
            for sort in SORTS.values():
                self.fields[f"{channel.key}-{sort.key}"] = forms.ChoiceField(
                    choices=paces,
                    initial=habits.chosen.get(
                        (channel.key, sort.key), channel.defaults.get(sort.key, Pace.NEVER)
                    ),
                    label=f"{sort.label}, {channel.label}",
                )

    def rows(self) -> Iterator[tuple[Sort, list[tuple[Channel, BoundField]]]]:
        """Each sort with the field of each channel."""
        for sort in SORTS.values():
            yield sort, [(channel, self[f"{channel.key}-{sort.key}"]) for channel in self.channels]

    def clock_fields(self) -> list[BoundField]:
        """What is chosen besides the paces."""
        return [self[name] for name in ("digest_hour", "digest_day", "most_a_day", "zone", "language")]

    @property
    def paces(self) -> dict[tuple[str, str], str]:
        """What was chosen for each channel and sort."""
        return {
            (channel.key, sort): self.cleaned_data[f"{channel.key}-{sort}"]
            for channel in self.channels
            for sort in SORTS
        }

    @property
    def hours(self) -> Hours:
        """The clock that was chosen."""
        chosen = self.cleaned_data
        return {
            "quiet_from": _time(chosen["quiet_from"]),
            "quiet_to": _time(chosen["quiet_to"]),
            "digest_hour": chosen["digest_hour"],
            "digest_day": chosen["digest_day"],
            "most_a_day": chosen["most_a_day"],
        }

    @property
    def place(self) -> dict[str, str]:
        """Zone and language."""
        return {name: self.cleaned_data[name] for name in ("zone", "language")}


def _choices(field: forms.Field, choices: Iterable[tuple[str, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _hour(at: time | None) -> int | None:
    return at.hour if at else None


def _time(hour: int | None) -> time | None:
    return None if hour is None else time(hour)
