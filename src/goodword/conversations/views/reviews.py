"""Pages of reviews: all of them, one, writing, adding, taking back, the receipt."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodword.catalog.actions.ratings import show_to_friends
from goodword.conversations import policy
from goodword.conversations.actions import drafts
from goodword.conversations.actions import reviews as verbs
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.topics import withdraw_topic
from goodword.conversations.actions.votes import take_back, vote
from goodword.conversations.answering import SeeOther, writer
from goodword.conversations.forms.reviews import ReviewForm, ReviewReplyForm, ReviewUpdateForm
from goodword.conversations.models import ReviewDetail
from goodword.conversations.queries import receipts, review_markup, reviews, threads, undo
from goodword.conversations.queries.drafts import draft_of
from goodword.conversations.views.products import product_or_404
from goodword.core import carry, once
from goodword.core.audience import members, public
from goodword.core.errors import Invalid, Missing, Refused
from goodword.core.http import Request
from goodword.core.middleware import wants_json
from goodword.core.text import tail
from goodword.people.actions.pictures import keep_picture


def review_or_404(request: Request, pk: int) -> ReviewDetail:
    """The review of an address, if it stands. Raises Missing."""
    found = reviews.review_of_topic(pk, request.viewer)
    if found is None or found.topic.state != "published":
        raise Missing()
    return found


def own_review_or_404(request: Request, pk: int) -> ReviewDetail:
    """One's own standing review. Raises Missing."""
    found = review_or_404(request, pk)
    if not policy.can_update_review(request.viewer, found.topic):
        raise Missing()
    return found


@public
def review_list(request: Request) -> HttpResponse:
    """The newest reviews over all products, low and high."""
    stars = request.GET.get("stars", "")
    page = reviews.review_page(request.viewer, stars=stars, after=request.GET.get("after", ""))
    tabs = [{"label": _("All"), "url": request.path, "current": not stars}]
    tabs += [
        {
            "label": _("%(n)s stars") % {"n": n} if n > 1 else _("1 star"),
            "url": f"?stars={n}",
            "current": stars == str(n),
        }
        for n in range(5, 0, -1)
    ]
    context = {
        "reviews": reviews.shown(page.rows, request.viewer),
        "next": page.next,
        "tabs": tabs,
        "stars": stars,
    }
    return render(request, "conversations/review_list.html", context)


@public
def review(request: Request, pk: int, slug: str = "") -> HttpResponse:
    """One review with its replies; a tombstone (410) where it does not stand."""
    found = reviews.review_of_topic(pk, request.viewer)
    if found is None:
        raise Missing()
    topic = found.topic
    if topic.state != "published":
        return _gone(request, found)
    if slug != tail(topic.title):
        return HttpResponsePermanentRedirect(topic.get_absolute_url())
    carried, draft = carry.fields(request), vars(found).get("my_draft")
    context = _review_context(request, found, ReviewReplyForm(initial=carried or draft or {}))
    context["draft"] = None if carried else draft
    return render(request, "conversations/review_page.html", context)


def _review_context(request: Request, found: ReviewDetail, form: ReviewReplyForm) -> dict[str, Any]:
    one = reviews.shown([found], request.viewer)[0]
    markup = review_markup.review_markup(one, settings.GOODWORD_SITE_URL)
    item = {"@type": "Product", "name": found.reviewed_item}
    official = any(answer.official for answer in one.answers)
    return {
        "one": one,
        "product": found.product,
        "topic": found.topic,
        "canonical_url": settings.GOODWORD_SITE_URL + found.topic.get_absolute_url(),
        "thread": _thread(request, found, one),
        "form": form,
        "draft_key": f"topic-{found.topic_id}",
        "undo": undo.on_page(found.topic, request.viewer, found),
        "can_answer": request.viewer.is_staff and not official,
        "can_reply": policy.can_reply(request.viewer, found.topic),
        "can_vouch": policy.can_vouch(request.viewer, found.topic) and found.verification == "none",
        "markup": review_markup.as_script({"@context": "https://schema.org", **markup, "itemReviewed": item}),
    }


def _thread(request: Request, found: ReviewDetail, one: reviews.Shown) -> threads.Thread:
    """The replies besides the answers that are pinned to the review."""
    pinned = {answer.pk for answer in one.answers}
    page = threads.thread(found.topic, request.viewer, after=request.GET.get("after", ""))
    return page.without(pinned)


def _gone(request: Request, found: ReviewDetail) -> HttpResponse:
    """Where a review stood. Its writer reads their own words and the reason; everybody else the tombstone."""
    if wants_json(request):
        return _gone_json(request, found)
    one = reviews.shown([found], request.viewer)[0]
    may_read = one.mine or (request.viewer.may("moderation.decide") and one.rule is not None)
    context = {"one": one, "product": found.product, "may_read": may_read}
    return render(request, "conversations/review_gone.html", context, status=200 if one.mine else 410)


def _gone_json(request: Request, found: ReviewDetail) -> HttpResponse:
    """The tombstone for a program: state, and for a withheld text its rule, day and entry in the log (M9)."""
    decision = found.topic.withholding
    stone: dict[str, Any] = {
        "type": "urn:goodword:problem:gone",
        "title": "Gone",
        "status": 410,
        "instance": request.path,
    }
    stone["detail"] = found.topic.state
    if decision is not None:
        stone |= {
            "rule": decision.rule,
            "rule_version": decision.rule_version,
            "log_entry": decision.leaf.seq,
        }
        stone["at"] = decision.at.isoformat(timespec="seconds")
    return JsonResponse(stone, status=410, content_type="application/problem+json")


@public
def write_review(request: Request, pk: int) -> HttpResponse:
    """Write a review. Whoever is not signed in may write it too, and is then led to sign in with it."""
    product = product_or_404(request, pk)
    if mine := reviews.own_review(request.viewer, product):
        return SeeOther(reverse("conversations:update_review", args=[mine.topic_id]))
    if request.method != "POST":
        carried = carry.fields(request)
        draft = None if carried else draft_of(f"review-{product.pk}", request.viewer)
        kept = carried or draft or {}
        friends = not kept or bool(kept.get("friends_may_see"))
        form = ReviewForm(initial={**kept, "friends_may_see": friends})
        return _write_page(request, product, form, draft)
    form = ReviewForm(request.POST, request.FILES)
    if not form.is_valid():
        return _write_page(request, product, form)
    if not request.viewer.signed_in:
        return carry.interlude(request, back=request.path)
    try:
        url = once.run(request, lambda: _submit(request, product, form))
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _write_page(request, product, form)
    drafts.forget_draft(f"review-{product.pk}", by=writer(request))
    carry.forget(request)
    return SeeOther(url)


def _submit(request: Request, product: Any, form: ReviewForm) -> str:
    pictures = []
    for field, file, alt in form.uploads():
        try:
            pictures.append((keep_picture(file, by=writer(request), alt=alt, size=file.size), alt))
        except Invalid as refused:
            raise Invalid(refused.message, field=field) from refused
    topic = verbs.submit_review(product, by=writer(request), pictures=pictures, **form.words())
    return f"{topic.get_absolute_url()}?written=1"


def _write_page(request: Request, product: Any, form: ReviewForm, draft: Any = None) -> HttpResponse:
    context = {"form": form, "product": product, "draft": draft, "draft_key": f"review-{product.pk}"}
    return render(request, "conversations/write_review.html", context, status=422 if form.errors else 200)


@members
def update_review(request: Request, pk: int) -> HttpResponse:
    """Add dated words to one's own review."""
    found = own_review_or_404(request, pk)
    form = ReviewUpdateForm(request.POST or None, initial={"stars": str(found.stars)})
    if request.method == "POST" and form.is_valid():
        try:
            url = once.run(request, lambda: _update(request, found, form))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            return SeeOther(url)
    context = {"form": form, "found": found, "product": found.product}
    return render(request, "conversations/review_update.html", context, status=422 if form.errors else 200)


def _update(request: Request, found: ReviewDetail, form: ReviewUpdateForm) -> str:
    verbs.update_review(found.topic, by=writer(request), **form.cleaned_data)
    return found.topic.get_absolute_url()


@members
def withdraw_review(request: Request, pk: int) -> HttpResponse:
    """Take one's own review back: one page that asks, one button."""
    found = own_review_or_404(request, pk)
    if request.method == "POST":
        withdraw_topic(found.topic, by=writer(request))
        return SeeOther(found.product.get_absolute_url())
    return render(request, "conversations/review_withdraw.html", {"found": found, "product": found.product})


@members
def helpful(request: Request, pk: int) -> HttpResponse:
    """Say that a review helped (value 1) or did not (-1), or take that back (0)."""
    found = review_or_404(request, pk)
    value = request.POST.get("value", "1")
    if request.method == "POST" and value in {"1", "-1"}:
        vote(found.topic, by=writer(request), value=int(value))
    elif request.method == "POST" and value == "0":
        take_back(found.topic, by=writer(request))
    elif request.method == "POST":
        raise Invalid(_("This vote is not one we know."), field="value")
    here = f"{found.product.get_absolute_url()}#review-{pk}"
    return SeeOther(here if request.POST.get("here") else found.topic.get_absolute_url())


@public
def reply_to_review(request: Request, pk: int) -> HttpResponse:
    """Reply to a review; staff may give the house's one answer."""
    found = review_or_404(request, pk)
    if request.method != "POST":
        return SeeOther(found.topic.get_absolute_url())
    form = ReviewReplyForm(request.POST)
    if not request.viewer.signed_in:
        return carry.interlude(request, back=found.topic.get_absolute_url())
    if form.is_valid():
        try:
            address = once.run(request, lambda: _reply(request, found, form))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            drafts.forget_draft(f"topic-{found.topic_id}", by=writer(request))
            carry.forget(request)
            return SeeOther(address)
    return render(
        request, "conversations/review_page.html", _review_context(request, found, form), status=422
    )


def _reply(request: Request, found: ReviewDetail, form: ReviewReplyForm) -> str:
    data = form.cleaned_data
    reply = post_reply(found.topic, by=writer(request), body=data["body"], official=data["official"])
    return reply.get_absolute_url()


@members
@require_POST
def friends_switch(request: Request, pk: int) -> HttpResponse:
    """Show one's stars to friends beside the product, or not (CA-4)."""
    found = own_review_or_404(request, pk)
    if found.rating is not None:
        show_to_friends(found.rating, by=writer(request), shown=request.POST.get("shown") == "1")
    return SeeOther(found.topic.get_absolute_url())


@members
def vouch_for(request: Request, pk: int) -> HttpResponse:
    """Staff vouch that the writer had it."""
    found = review_or_404(request, pk)
    if request.method == "POST":
        verbs.vouch(found.topic, by=writer(request))
    return SeeOther(found.topic.get_absolute_url())


@members
def receipt(request: Request, pk: int) -> HttpResponse:
    """The receipt of one's own review: proof that it was received, whatever became of it."""
    return render(request, "conversations/review_receipt.html", receipts.receipt_of(pk, request.viewer))


@members
def receipt_json(request: Request, pk: int) -> HttpResponse:
    """The same for a program."""
    found = receipts.receipt_of(pk, request.viewer)["receipt"]
    return JsonResponse(receipts.as_json(found))


@public
def how_reviews_work(request: Request) -> HttpResponse:
    """The whole of it in plain words."""
    return render(request, "conversations/how_reviews_work.html", {"formula": reviews.FORMULA})
