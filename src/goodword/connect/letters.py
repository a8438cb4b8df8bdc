"""Mail that this room sends: telling somebody that a program may act for them now."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from goodword.connect.models import ApiToken
from goodword.connect.texts import scope_words
from goodword.core import mail
from goodword.core.tasks import task


@task()
def tell_of_token(token_id: int) -> None:
    """Tell a person by mail that a token was made, so that nobody makes one behind their back."""
    token = ApiToken.objects.select_related("person").filter(pk=token_id).first()
    if token is None or not token.person.email:
        return
    language = token.person.language
    with translation.override(language or settings.LANGUAGE_CODE):
        context = {
            "prefix": token.prefix,
            "may": scope_words(token.scopes),
            "expires_at": token.expires_at,
            "link": mail.absolute(reverse("connect_you:tokens")),
        }
    mail.send(
        token.person.email, "connect/mail/token_made", context, key=f"token:{token.pk}", language=language
    )
