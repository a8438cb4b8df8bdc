"""The desk of the moderators: the text before the stars, a rule, a reason."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from goodword.conversations.models import Reply, Topic
from goodword.core.audience import staff
from goodword.core.errors import Missing, Refused
from goodword.core.http import Request
from goodword.moderation import actions, queries
from goodword.moderation.forms import RestoreForm, WithholdForm


@staff("moderation.decide")
def desk_withhold(request: Request, kind: str, pk: int) -> HttpResponse:
    """Judge a text: withhold it under a rule with a reason, or show a withheld one again."""
    post = queries.text_to_judge(kind, pk, request.viewer)
    if post is None:
        raise Missing()
    withheld = post.state == "withheld"
    form = (RestoreForm if withheld else WithholdForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(post, request, form)
        except Refused as refused:
            if refused.status == 403:
                raise
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            return redirect(request.path)
    context = {
        "post": post,
        "form": form,
        "withheld": withheld,
        "kind": kind,
        "own": post.author_id == request.viewer.id,
    }
    return render(request, "moderation/desk_withhold.html", context, status=422 if form.errors else 200)


def _decide(post: Topic | Reply, request: Request, form: RestoreForm | WithholdForm) -> None:
    data = form.cleaned_data
    if isinstance(form, RestoreForm):
        actions.decide_to_restore(post, by=request.user, reason=data["reason"])
    else:
        actions.decide_to_withhold(post, by=request.user, rule=data["rule"], reason=data["reason"])
