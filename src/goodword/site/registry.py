"""The site settings an owner finds on the desk, and what the desk says when there is no good backup."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from goodword.core.backups import nightly
from goodword.core.http import Request
from goodword.core.settings_registry import declare
from goodword.core.slots import panel

declare("site.name", str, "Our community", "The name over every page, in feeds and in mail.")
declare("site.sentence", str, "Ask us, or each other.", "One line on the first page: what this is for.")
declare("site.intro", str, "", "One or two sentences under it: who runs this.")
declare(
    "site.operator",
    str,
    "",
    "Who runs this, with the postal address: in the footer of every page, feed and mail.",
)
declare("site.phone", str, "", "The telephone number people may ring.")
declare("site.zone", str, "Europe/London", "The time zone of the house.")
declare("site.hours", list, [], "Opening hours: a list of {day: 0-6 from Monday, open: HH:MM, close: HH:MM}.")
declare("site.hue", int, 205, "The brand hue in OKLCH degrees, 0-359; refused where the contrast would fail.")
declare("site.logo", str, "", "The mark beside the name: a small SVG, cleaned when it is stored.")
declare("site.people_ask", list, [], "Words offered below the search box on the first page.")


@panel("desk.links", order=5)
def _no_backup(request: Request, _about: object) -> str:
    """A line for whoever looks after the site, while the last backup is missing, late or failed."""
    if settings.GOODWORD_MODE != "serve" or not request.viewer.may("site.edit"):
        return ""
    if nightly.state(Path(settings.GOODWORD_BACKUP_DIR))["good"]:
        return ""
    return render_to_string("site/_no_backup.html", request=request)
