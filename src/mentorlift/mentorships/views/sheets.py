"""The sheet: step by step, saved as one types, and what both wrote once it is open."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.accounts import readings
from mentorlift.mentorships import policies, services
from mentorlift.mentorships.models import Session
from mentorlift.mentorships.queries.overview import overview
from mentorlift.mentorships.queries.sheets import SheetView, sheet_of
from mentorlift.mentorships.views.surroundings import actor_of, in_own_time, own_session
from mentorlift.ui.http import Request

# `never_cache` sends no-store: no copy of a sheet is left in the browser of a shared computer. What was typed is
# also kept out of error reports.


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST", "PUT"])
@in_own_time
def sheet(request: Request, session_id: UUID) -> HttpResponse:
    """Both sheets as I may read them. PUT keeps what is being typed; POST keeps it with the plain button."""
    session = _weekly(request, session_id)
    if request.method == "PUT":
        return _keep_typing(request, session)
    if request.method == "POST" and _saved(request, session, request.POST):
        messages.success(request, _("Saved."))
        return redirect("mentorships:sheet", session_id=session.id)
    actor, now = actor_of(request), timezone.now()
    shown = sheet_of(actor, session)
    context = {
        "view": overview(actor, session.pair, now=now),
        "session": session,
        "sheet": shown,
        "talk_is_near": shown.theirs is not None or session.starts_at <= now,
        "may_write": policies.may_arrange(actor, session.pair) and session.dropped_at is None,
        "section": "today",
    }
    return render(request, "mentorships/sheet.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@in_own_time
def step(request: Request, session_id: UUID, number: int) -> HttpResponse:
    """One question of the sheet. The buttons keep the text and go on, back, or finish."""
    actor, session = actor_of(request), _weekly(request, session_id)
    shown = sheet_of(actor, session)
    if not 1 <= number <= len(shown.before):
        raise Http404
    if shown.is_open_to_partner or not policies.may_arrange(actor, session.pair):
        return redirect("mentorships:sheet", session_id=session.id)
    if request.method == "POST" and _saved(request, session, request.POST):
        return _onward(request, session, number, len(shown.before))
    context = {
        "view": overview(actor, session.pair, now=timezone.now()),
        "session": session,
        "sheet": shown,
        "field": shown.before[number - 1],
        "typed": request.POST.get(shown.before[number - 1].key, shown.before[number - 1].text),
        "number": number,
        "steps": range(1, len(shown.before) + 1),
        "section": "today",
    }
    return render(request, "mentorships/sheet_step.html", context)


@never_cache
@require_POST
def answered(request: Request, session_id: UUID) -> HttpResponse:
    """My answers are complete."""
    session = _weekly(request, session_id)
    return _finish(request, session)


@never_cache
@require_POST
def opening(request: Request, session_id: UUID) -> HttpResponse:
    """Let my partner read my sheet already."""
    session = _weekly(request, session_id)
    try:
        services.open_sheet_early(session=session, actor=actor_of(request), now=timezone.now())
        messages.success(request, _("Your partner can read your sheet now."))
    except services.UnableToSave as error:
        messages.error(request, str(error))
    return redirect("mentorships:sheet", session_id=session.id)


@require_GET
def confidence(request: Request) -> HttpResponse:
    """Who can read what, worked out now from the rules in force, and told as it is."""
    context = {"rows": readings.table(), "readers": readings.readers(), "section": "today"}
    return render(request, "mentorships/confidence.html", context)


def _weekly(request: Request, session_id: UUID) -> Session:
    session = own_session(request, session_id)
    if session.is_extra:
        raise Http404
    return session


def _saved(request: Request, session: Session, texts: Mapping[str, str]) -> bool:
    try:
        services.save_sheet(session=session, texts=_flat(texts), actor=actor_of(request), now=timezone.now())
    except services.UnableToSave as error:
        messages.error(request, str(error))
        return False
    return True


def _keep_typing(request: Request, session: Session) -> HttpResponse:
    typed = QueryDict(request.body, encoding="utf-8")
    try:
        kept = services.save_sheet(session=session, texts=_flat(typed), actor=actor_of(request), now=timezone.now())
    except services.UnableToSave as error:
        return render(request, "mentorships/_saved.html", {"fault": str(error)})
    return render(request, "mentorships/_saved.html", {"saved_at": kept.saved_at})


def _flat(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: texts[key] for key in texts if key.isdigit()}


def _onward(request: Request, session: Session, number: int, steps: int) -> HttpResponse:
    go = request.POST.get("go")
    if go == "back" and number > 1:
        return redirect("mentorships:sheet_step", session_id=session.id, number=number - 1)
    if go == "later":
        messages.success(request, _("Saved. You can go on whenever you like."))
        return redirect("mentorships:session", session_id=session.id)
    if number < steps:
        return redirect("mentorships:sheet_step", session_id=session.id, number=number + 1)
    return _finish(request, session)


def _finish(request: Request, session: Session) -> HttpResponse:
    actor = actor_of(request)
    try:
        services.answer_sheet(session=session, actor=actor, now=timezone.now())
    except services.UnableToSave as error:
        messages.warning(request, str(error))
        empty = _first_empty(sheet_of(actor, session))
        return redirect("mentorships:sheet_step", session_id=session.id, number=empty)
    messages.success(request, _("Your sheet is done."))
    return redirect("mentorships:sheet", session_id=session.id)


def _first_empty(shown: SheetView) -> int:
    return next((n for n, field in enumerate(shown.before, 1) if not field.text and field.kind != "free"), 1)
