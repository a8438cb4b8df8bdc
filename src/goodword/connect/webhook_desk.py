"""The desk: webhooks. Who they tell, of what, and what became of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodword.connect.actions import webhooks as verbs
from goodword.connect.answering import me_of, see_other
from goodword.connect.models import WebhookEndpoint
from goodword.connect.webhook_forms import SinceForm, WebhookForm
from goodword.connect.webhooks import queries, signing, texts
from goodword.core import clock
from goodword.core.audience import staff
from goodword.core.errors import Conflict, Invalid, Missing
from goodword.core.http import Request

SCOPE = "connect.webhooks"


@staff(SCOPE)
@require_safe
def desk_webhooks(request: Request) -> HttpResponse:
    """All webhooks one may know of."""
    rows = [(one, texts.why_off(one)) for one in queries.visible_endpoints(request.viewer)[:200]]
    return render(request, "connect/desk_webhooks.html", {"rows": rows})


@staff(SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_new_webhook(request: Request) -> HttpResponse:
    """Make one; its secret is shown in the answer and never again."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _attempt(form, lambda: verbs.make_endpoint(by=me_of(request), **form.cleaned_data))
        if made is not None:
            return _secret(request, made)
    return _form(request, form, _("A new webhook"), _("Make it"))


@staff(SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_webhook(request: Request, pk: int) -> HttpResponse:
    """Change one's own."""
    endpoint = _endpoint(request, pk)
    if endpoint.owner_id != request.viewer.id:
        raise Missing()
    form = WebhookForm(request.POST) if request.method == "POST" else WebhookForm.of(endpoint)
    if request.method == "POST" and form.is_valid():
        changed = _attempt(
            form, lambda: verbs.change_endpoint(endpoint, by=me_of(request), **form.cleaned_data)
        )
        if changed is not None:
            return _back(endpoint)
    return _form(request, form, endpoint.name, _("Save"), endpoint)


@staff(SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_webhook(request: Request, pk: int) -> HttpResponse:
    """One webhook: what it is told, its log, and what can be done with it."""
    endpoint = _endpoint(request, pk)
    deed = request.POST.get("deed", "")
    if request.method == "POST":
        return _do(request, endpoint, deed)
    words = dict(texts.event_choices())
    rows = [
        (one, words.get(one.event, _("a trial")), texts.what_became(one)) for one in queries.log_of(endpoint)
    ]
    context = {
        "endpoint": endpoint,
        "mine": endpoint.owner_id == request.viewer.id,
        "told": [words[name] for name in endpoint.events if name in words],
        "off": texts.why_off(endpoint),
        "rows": rows,
        "since": SinceForm(),
    }
    return render(request, "connect/desk_webhook.html", context)


@staff(SCOPE)
@require_POST
def desk_send_again(request: Request, pk: int, number: int) -> HttpResponse:
    """Send one message again."""
    endpoint = _endpoint(request, pk)
    message = queries.delivery_of(endpoint, number)
    if message is None:
        raise Missing()
    verbs.send_again(message, by=me_of(request))
    return _back(endpoint)


def _do(request: Request, endpoint: WebhookEndpoint, deed: str) -> HttpResponse:
    me = me_of(request)
    if deed == "renew":
        return _secret(request, verbs.renew_secret(endpoint, by=me))
    if deed == "delete":
        verbs.delete_endpoint(endpoint, by=me)
        return see_other(reverse("connect_desk:desk_webhooks"))
    if deed == "since":
        form = SinceForm(request.POST)
        if form.is_valid():
            verbs.send_since(endpoint, clock.now() - form.reach(), by=me)
    elif deed in _DEEDS:
        _DEEDS[deed](endpoint, by=me)
    return _back(endpoint)


_DEEDS: dict[str, Any] = {"try": verbs.try_endpoint, "pause": verbs.pause, "resume": verbs.resume}


def _secret(request: Request, endpoint: WebhookEndpoint) -> HttpResponse:
    context = {"endpoint": endpoint, "secret": signing.secret_of(endpoint)}
    answer = render(request, "connect/webhook_secret.html", context, status=201)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _endpoint(request: Request, pk: int) -> WebhookEndpoint:
    endpoint = queries.endpoint_of(pk, request.viewer)
    if endpoint is None:
        raise Missing()
    return endpoint


def _attempt(form: WebhookForm, make: Any) -> WebhookEndpoint | None:
    try:
        made: WebhookEndpoint = make()
    except (Invalid, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None
    return made


def _form(
    request: Request,
    form: WebhookForm,
    title: str,
    submit: str,
    endpoint: WebhookEndpoint | None = None,
) -> HttpResponse:
    context = {"form": form, "page_title": title, "submit": submit, "endpoint": endpoint}
    status = 422 if form.errors else 200
    return render(request, "connect/desk_webhook_form.html", context, status=status)


def _back(endpoint: WebhookEndpoint) -> HttpResponse:
    return see_other(reverse("connect_desk:desk_webhook", args=[endpoint.pk]))
