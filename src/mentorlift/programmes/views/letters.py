"""The letters of a programme: how they read, how they are worded, whether they arrive."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.programmes import links, services
from mentorlift.programmes.forms.letters import LetterForm
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries.letter_pages import LetterPage, letter_page
from mentorlift.programmes.queries.letter_pages import letter_list as letters_of
from mentorlift.programmes.queries.letter_pages import reading as read
from mentorlift.programmes.views.requests import actor_of, found, must, readable, runnable, who_and_when, within


@require_GET
def letter_list(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme = readable(request, programme_id)
    language, now = request.GET.get("language", ""), timezone.now()
    sheet = letters_of(actor_of(request), programme, language=language, now=now)
    return render(request, "programmes/letters/list.html", within(request, programme, "letters", now=now, sheet=sheet))


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, programme_id: UUID, kind: str) -> HttpResponse:
    """Looked at by whoever reads the programme; worded by whoever runs it."""
    programme = readable(request, programme_id) if request.method == "GET" else runnable(request, programme_id)
    page = _page(request, programme, kind)
    worded = page.worded
    form = LetterForm(request.POST or None, initial={"subject": worded.subject, "body": worded.body})
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.word_letter(
                programme=programme, kind=kind, language=worded.language, **form.cleaned_data, **who_and_when(request)
            )
        except services.UnableToWord as error:
            faults = error.sentences
        else:
            messages.success(request, _("Kept. Read it once more as it will leave.") if kept else _("Nothing changed."))
            return _back(programme, kind, worded.language)
    context = within(request, programme, "letters", page=page, form=form, faults=faults)
    status = 422 if faults or (form.is_bound and not form.is_valid()) else 200
    return render(request, "programmes/letters/letter.html", context, status=status)


@require_POST
def original(request: HttpRequest, programme_id: UUID, kind: str) -> HttpResponse:
    """Back to the texts the letter came with."""
    programme = runnable(request, programme_id)
    language = _page(request, programme, kind).worded.language
    try:
        services.restore_letter(programme=programme, kind=kind, language=language, **who_and_when(request))
    except services.UnableToWord as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The original is back. What was written before is kept below."))
    return _back(programme, kind, language)


@require_POST
def trial(request: HttpRequest, programme_id: UUID, kind: str) -> HttpResponse:
    """A test to one's own address."""
    programme = runnable(request, programme_id)
    language = _page(request, programme, kind).worded.language
    try:
        services.send_trial(programme=programme, kind=kind, language=language, **who_and_when(request))
    except services.UnableToSendTest as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("On its way to your address. Press the link in it when it is there."))
    return _back(programme, kind, language)


@require_http_methods(["GET", "POST"])
def reading(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Every letter as it will leave, one below the other, and that they were read."""
    programme = readable(request, programme_id) if request.method == "GET" else runnable(request, programme_id)
    language = (request.POST or request.GET).get("language", "")
    sheet = read(actor_of(request), programme, language=language, now=timezone.now())
    if request.method == "POST":
        shown = [tuple(one.split(" ", 1)) for one in request.POST.getlist("read") if " " in one]
        noted = services.note_previews(
            programme=programme,
            language=sheet.language,
            read=[(kind, digest) for kind, digest in shown],
            **who_and_when(request),
        )
        said = ngettext("%(n)d letter is noted as read.", "%(n)d letters are noted as read.", noted) % {"n": noted}
        if noted < len(shown):
            said += " " + _("The others were worded anew meanwhile; read them once more.")
        messages.success(request, said)
        return redirect(f"{reverse('programmes:letters', args=[programme.id])}?{urlencode({'language': language})}")
    return render(request, "programmes/letters/reading.html", within(request, programme, "letters", sheet=sheet))


@require_POST
def briefing(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Write to line managers now, before anything is written to their people."""
    programme = runnable(request, programme_id)
    must(hasattr(programme, "launch") and not hasattr(programme, "stop") and not hasattr(programme, "closing"))
    told = services.brief_managers(programme=programme, **who_and_when(request))
    messages.success(
        request,
        ngettext("%(n)d line manager is being written to.", "%(n)d line managers are being written to.", told)
        % {"n": told}
        if told
        else _("All of them have been written to already."),
    )
    return redirect("programmes:letters", programme.id)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def received(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a test letter. It takes a tap, because mail servers open links by themselves."""
    trial_id = found(links.trial_id(token))
    said = request.method == "POST" and services.receive_trial(trial_id=trial_id, now=timezone.now())
    return render(request, "programmes/letters/received.html", {"said": said})


def _page(request: HttpRequest, programme: Programme, kind: str) -> LetterPage:
    asked: Any = request.POST if request.method == "POST" else request.GET
    return found(
        letter_page(
            actor_of(request),
            programme,
            kind=kind,
            language=asked.get("language", ""),
            person=asked.get("as", ""),
            words=asked.get("q", ""),
            now=timezone.now(),
        )
    )


def _back(programme: Programme, kind: str, language: str) -> HttpResponse:
    address = reverse("programmes:letter", args=[programme.id, kind])
    return redirect(f"{address}?{urlencode({'language': language})}")
