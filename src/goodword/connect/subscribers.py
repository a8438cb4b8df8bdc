"""What this room does when something happens: tokens that need a role end with it, and their person is told of a new one."""

from goodword.connect.actions.tokens import end_again, end_with_role
from goodword.connect.events import ApiTokenEnded, ApiTokenMade
from goodword.connect.letters import tell_of_token
from goodword.connect.queries import token_by_id
from goodword.connect.webhooks import subscribers as webhooks
from goodword.core import erasures, events, restoring
from goodword.people.events import RoleEnded

assert webhooks  # loading it subscribes it
restoring.erases_again("connect.tokens")(end_again)


@events.on(RoleEnded)
def end_tokens(event: RoleEnded) -> None:
    """A program does not keep a role that its person has lost."""
    end_with_role(event.person_id)


@events.on(ApiTokenMade)
def tell_its_person(event: ApiTokenMade) -> None:
    """By mail, once (the mail's key makes a second one the same)."""
    if not events.is_quiet():
        tell_of_token.enqueue(event.token_id)


@events.on(ApiTokenEnded)
def keep_it_ended(event: ApiTokenEnded) -> None:
    """Outside the database too: a backup from before must not bring a token back to life that was ended, perhaps because it leaked."""
    token = token_by_id(event.token_id)
    if token is not None:
        erasures.note("connect.tokens", {"prefix": token.prefix, "why": event.why})
