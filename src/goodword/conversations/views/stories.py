"""Telling a story, with pictures."""

from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from goodword.conversations.actions import drafts, pictures, topics
from goodword.conversations.actions.tags import tags_from_words
from goodword.conversations.answering import SeeOther, attempt, refused_form, writer
from goodword.conversations.forms.topics import StoryForm
from goodword.conversations.models import Topic
from goodword.conversations.queries import threads
from goodword.conversations.queries.drafts import draft_of
from goodword.core import carry, once
from goodword.core.audience import members, public
from goodword.core.http import Request
from goodword.people.actions.pictures import keep_picture


@public
@require_http_methods(["GET", "HEAD", "POST"])
def new_story(request: Request) -> HttpResponseBase:
    """Tell a story."""
    posted = request.method == "POST"
    carried = carry.fields(request)
    draft = None if posted or carried else draft_of("story", request.viewer)
    initial = carried or draft or {}
    form = StoryForm(request.POST, request.FILES) if posted else StoryForm(initial=initial)
    form.offer_places(request.viewer)
    if not posted or "find" in request.POST:
        if posted:
            form.is_valid()
        return render(request, "conversations/new_story.html", {"form": form, "draft": draft})
    if form.is_valid() and not request.viewer.signed_in:
        return carry.interlude(request, back=request.path)
    address = (
        attempt(form, lambda: once.run(request, lambda: _open(request, form))) if form.is_valid() else None
    )
    if address is None:
        return refused_form(request, "conversations/new_story.html", {"form": form})
    drafts.forget_draft("story", by=writer(request))
    carry.forget(request)
    return SeeOther(address)


@transaction.atomic
def _open(request: Request, form: StoryForm) -> str:
    """Story and pictures in one transaction: a picture that cannot be read leaves nothing behind."""
    sent, by = form.cleaned_data, writer(request)
    story = topics.open_topic(
        Topic.Kind.STORY,
        by=by,
        title=sent["title"],
        body=sent["body"],
        space=form.space(),
        tags=tags_from_words(sent["tags"]),
        about=form.about_products(),
        reuse_consent=sent["reuse"],
    )
    kept = [
        (keep_picture(file, by=by, alt=alt, size=file.size), caption)
        for file, alt, caption in form.pictures()
    ]
    pictures.add_pictures(story, kept, by=by)
    return story.get_absolute_url()


@members
@require_POST
def reuse(request: Request, id: int) -> HttpResponseBase:
    """Give or take back the consent to show one's story elsewhere."""
    story = threads.topic_of(id, request.viewer, Topic.Kind.STORY)
    topics.consent_to_reuse(story, by=writer(request), agreed=request.POST.get("agreed") == "1")
    return SeeOther(story.get_absolute_url())
