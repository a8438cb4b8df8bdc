"""What the text field needs while one writes: a preview, pictures, names, drafts."""

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodword.conversations.actions import drafts
from goodword.conversations.actions.mentions import link_mentions
from goodword.conversations.answering import SeeOther, fragment_asked, writer
from goodword.conversations.queries.names import names_like
from goodword.core import ratelimit
from goodword.core.audience import members, public
from goodword.core.carry import page_before
from goodword.core.errors import Invalid
from goodword.core.http import Request
from goodword.core.text import MAX_TEXT, clean_text, render_markdown
from goodword.people.actions.pictures import keep_picture


@public
@require_POST
def preview(request: Request) -> HttpResponse:
    """A text as it will be shown. Nothing is kept."""
    body = clean_text(request.POST.get("text", "")[: MAX_TEXT + 1])
    return HttpResponse(link_mentions(render_markdown(body), body))


@members
@require_POST
def picture(request: Request) -> HttpResponse:
    """Keep a picture for a text that is being written: {"url", "markdown"}. Without script one is led to a page with both."""
    file = request.FILES.get("picture")
    if file is None or isinstance(file, list):
        raise Invalid(_("Choose a picture."), field="picture")
    ratelimit.check(f"pictures:{request.viewer.id}", limit=60, seconds=3600)
    kept = keep_picture(file, by=writer(request), alt=request.POST.get("alt", ""), size=file.size)
    url = f"/pictures/{kept.puid}"
    return JsonResponse({"url": url, "markdown": f"![{kept.alt}]({url})"}, status=201)


@members
@require_safe
def names(request: Request) -> HttpResponse:
    """Names that begin like what was typed after an @: buttons that write them."""
    found = names_like(request.GET.get("q", ""), request.viewer)
    return render(request, "conversations/_names.html", {"persons": found})


@members
@require_POST
def draft(request: Request, key: str) -> HttpResponseBase:
    """Keep what is being written on the server, or throw it away (`forget`)."""
    if "forget" in request.POST:
        drafts.forget_draft(key, by=writer(request))
    else:
        fields = {name: ",".join(map(str, values)) for name, values in request.POST.lists()}
        drafts.keep_draft(key, fields, by=writer(request))
    if fragment_asked(request):
        return HttpResponse(status=204)
    return SeeOther(page_before(request) if "forget" in request.POST else reverse("conversations:drafts"))
