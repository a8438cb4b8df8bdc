"""What this room tells the house when it starts: its settings, and its panel on the desk."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from goodword.core.settings_registry import declare
from goodword.core.slots import panel

declare(
    "site.security_contact",
    str,
    "",
    "Whom to tell of a security hole: mailto:… or https://…, in /.well-known/security.txt.",
)


@panel("desk.products")
def _import_link(request: HttpRequest, _about: object) -> str:
    """The way to the import, on the desk page of products."""
    return render_to_string("connect/_import_link.html", request=request)
