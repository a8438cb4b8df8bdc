"""The desk: importing a catalogue (first it is tried and nothing is written; then somebody says yes), and tokens of programs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from goodword.connect import queries
from goodword.connect.answering import token_page
from goodword.connect.forms import ImportForm
from goodword.connect.importing import uploads
from goodword.connect.models import ImportRun
from goodword.core.audience import staff
from goodword.core.errors import Invalid, Missing
from goodword.core.http import Request


@staff("catalog.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_import(request: Request) -> HttpResponse:
    """Choose a file; it is read and tried."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            run = uploads.try_upload(data["file"], source=data["source"], mapping=form.wishes())
            return _see(reverse("connect_desk:desk_import_run", args=[run.pk]))
        except Invalid as refusal:
            form.add_error("file", refusal.message)
    return render(request, "connect/desk_import.html", {"form": form}, status=422 if form.errors else 200)


@staff("catalog.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_import_run(request: Request, pk: int) -> HttpResponse:
    """What would come in, with the button that brings it in; afterwards, what came in."""
    run = uploads.upload_run(pk)
    if run is None:
        raise Missing()
    if request.method == "POST":
        if not run.dry:
            raise Missing()
        return _see(reverse("connect_desk:desk_import_run", args=[uploads.bring_upload(run).pk]))
    return render(request, "connect/desk_import_run.html", {"run": run, "files": _files(run)})


@staff("desk")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_tokens(request: Request) -> HttpResponse:
    """Tokens that may do what staff may do; whoever looks after the site sees all there are."""
    every = request.viewer.may("site.edit")
    rows = queries.living_tokens() if every else queries.tokens_of(request.viewer.id)
    return token_page(request, "connect/desk_tokens.html", {"every": every}, rows, of_staff=True)


def _files(run: ImportRun) -> list[dict[str, object]]:
    return [
        {
            "name": name,
            "rows": file["rows"],
            "imported": file["imported"],
            "refused": sum(file["refused"].values()),
            "reasons": sorted(file["refused"].items(), key=lambda pair: -pair[1]),
        }
        for name, file in run.report.get("files", {}).items()
    ]


def _see(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address})
