"""What this room tells the house when it starts: its settings."""

from goodword.core.settings_registry import declare

declare(
    "site.security_contact",
    str,
    "",
    "Whom to tell of a security hole: mailto:… or https://…, in /.well-known/security.txt.",
)
