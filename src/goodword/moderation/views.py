"""The rules, for people and for programs."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from goodword.core.audience import public
from goodword.core.http import Request
from goodword.moderation.rules import RULES, VERSION


@public
def rules(request: Request) -> HttpResponse:
    """The rules of the house."""
    return render(request, "moderation/rules.html", {"rules": RULES, "version": VERSION})


@public
def rules_json(request: Request) -> HttpResponse:
    """The same, versioned, for programs (M5)."""
    listed = [
        {
            "id": rule.id,
            "number": rule.number,
            "name": str(rule.name),
            "rule": str(rule.words),
            "stays": str(rule.stays),
        }
        for rule in RULES
    ]
    return JsonResponse({"version": VERSION, "rules": listed}, json_dumps_params={"ensure_ascii": False})
