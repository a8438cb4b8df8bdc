"""The one mail that a person gets whose reply was not published: why. It is marked as automatic, and there are at most three a day.

Nobody but the person whom the reply address belongs to is written to: who forges a sender moves no mail to anybody (RFC 3834 §2).
"""

from django.utils import translation
from django.utils.translation import gettext as _

from goodword.core import mail, ratelimit
from goodword.core.errors import TooSoon
from goodword.core.tasks import task
from goodword.notices.models import Received
from goodword.people.models import Person
from goodword.people.names import mail_greeting

A_DAY = 3


def answer(person: Person, reason: str, says: str, received: Received, *, to_them: bool) -> None:
    """Queue the answer, in the transaction in which the reply was declined. to_them: it was they who wrote, as far as we know."""
    if not to_them or not person.email or person.email_confirmed_at is None:
        return
    try:
        ratelimit.check(f"mail-answer:{person.pk}", limit=A_DAY, seconds=86_400)
    except TooSoon:
        return
    send_answer.enqueue(person.pk, reason, says, received.pk)


@task()
def send_answer(person_id: int, reason: str, says: str, received_id: int) -> None:
    """Tell a person why a reply of theirs was not published."""
    person = Person.objects.filter(pk=person_id, state=Person.State.ACTIVE).first()
    if person is None or not person.email:
        return
    with translation.override(person.language or None):
        context = {"greeting": mail_greeting(person), "why": says or _words(reason)}
        mail.send(
            person.email,
            "notices/mail/not_taken",
            context,
            key=f"received:{received_id}",
            language=person.language,
        )


def _words(reason: str) -> str:
    """Why, in the language that holds now."""
    known = {
        "expired": _(
            "The address you replied to is more than a month old. The conversation itself takes your answer."
        ),
        "account": _("Your account cannot write at the moment."),
        "quote": _("Your own words could not be told apart from the mail you replied to."),
        "empty": _("There were no words in it beside the mail you replied to."),
        "gone": _("What you replied to is not there any more."),
    }
    return known.get(reason, _("It could not be taken."))
