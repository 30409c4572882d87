"""A meeting: its guide, its time, and whether it took place."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships import policies, services
from mentorlift.mentorships.calendar import entry_file
from mentorlift.mentorships.forms import ExtraForm, LogForm, MoveForm
from mentorlift.mentorships.models import Session, Why
from mentorlift.mentorships.queries.agreed import day_of, impossible_for
from mentorlift.mentorships.queries.entries import entries_of
from mentorlift.mentorships.queries.free_times import days_of, free_times, people_of
from mentorlift.mentorships.queries.hours import zone_of
from mentorlift.mentorships.queries.missed import may_say_why
from mentorlift.mentorships.queries.overview import Overview, overview
from mentorlift.mentorships.queries.sessions import Meeting
from mentorlift.mentorships.rules.times import last_day
from mentorlift.mentorships.views.pairs import calendar_response
from mentorlift.mentorships.views.surroundings import actor_of, in_own_time, own_pair, own_session, visible_session
from mentorlift.people.queries import organisation_day
from mentorlift.ui.http import Request


@require_GET
@in_own_time
def session_page(request: Request, session_id: UUID) -> HttpResponse:
    """The week's guide, the time, the sheets and the log of one meeting."""
    actor, session = actor_of(request), visible_session(request, session_id)
    view = overview(actor, session.pair, now=timezone.now())
    context = {
        "view": view,
        "meeting": _meeting(view, session_id),
        "may_arrange": policies.may_arrange(actor, session.pair),
        "may_move": _may_move(actor, session),
        "moves": session.moves.all(),
        "clashes": _clashes(session),
        "reasons": Why.choices if may_say_why(actor, session) else [],
        "section": "today" if view.me else "programmes",
    }
    return render(request, "mentorships/session.html", context)


@require_GET
def session_calendar_file(request: Request, session_id: UUID) -> HttpResponse:
    """One meeting for one's own calendar."""
    actor, session, now = actor_of(request), own_session(request, session_id), timezone.now()
    zone = zone_of(actor.person_id, day=organisation_day(now))
    (entry,) = entries_of(session.pair, [session], reader=actor.person_id)
    return calendar_response(entry_file(entry, zone=zone, now=now))


@require_http_methods(["GET", "POST"])
@in_own_time
def log(request: Request, session_id: UUID) -> HttpResponse:
    """Did you meet? Two buttons and a day."""
    actor, session, now = actor_of(request), own_session(request, session_id), timezone.now()
    today = timezone.localdate()
    day = min(timezone.localdate(session.starts_at), today)
    form = LogForm(request.POST or None, initial={"met_on": day})
    if request.method == "POST" and form.is_valid():
        try:
            services.log_meeting(session=session, actor=actor, now=now, **form.cleaned_data)
            messages.success(request, _("Noted, thank you."))
            return redirect("mentorships:session", session_id=session.id)
        except services.UnableToLog as error:
            form.add_error(None, str(error))
    view = overview(actor, session.pair, now=now)
    context = {"view": view, "meeting": _meeting(view, session_id), "form": form, "section": "today"}
    return render(request, "mentorships/log.html", context)


@require_POST
@in_own_time
def word(request: Request, session_id: UUID) -> HttpResponse:
    """One tap from Today or the pair: we met, or we did not."""
    session = own_session(request, session_id)
    took_place = request.POST.get("took_place") == "yes"
    try:
        services.log_meeting(session=session, took_place=took_place, actor=actor_of(request), now=timezone.now())
        messages.success(request, _("Noted, thank you."))
    except services.UnableToLog as error:
        messages.error(request, str(error))
    if request.POST.get("from") == "today" and not may_say_why(actor_of(request), session):
        return redirect("reports:today")
    return redirect("mentorships:session", session_id=session.id)


@require_http_methods(["GET", "POST"])
@in_own_time
def move(request: Request, session_id: UUID) -> HttpResponse:
    """Another day or time in the same week."""
    actor, session, now = actor_of(request), own_session(request, session_id), timezone.now()
    if not policies.may_move(actor, session.pair):
        raise Http404
    closed = days_of(session).off(*people_of(session), away=())
    tapped = _instant(request.POST.get("at", ""))
    sent = request.POST if request.method == "POST" and tapped is None else None
    form = MoveForm(sent, session=session, today=timezone.localdate(), zone=_zone(request), closed=closed)
    to_at = tapped or (form.at if form.is_valid() else None)
    if request.method == "POST" and to_at:
        try:
            services.move_session(session=session, to_at=to_at, actor=actor, now=now)
            messages.success(request, _("Moved. You both get the new calendar entry by mail."))
            return redirect("mentorships:session", session_id=session.id)
        except services.UnableToMove as error:
            if tapped is None:
                form.add_error(None, str(error))
            else:
                messages.error(request, str(error))
    session.refresh_from_db()
    view = overview(actor, session.pair, now=now)
    context = {"view": view, "meeting": _meeting(view, session_id), "form": form, "section": "today"}
    context["free"] = free_times(session, now=now) if form.has_days else []
    return render(request, "mentorships/move.html", context)


@require_POST
@in_own_time
def missed(request: Request, session_id: UUID) -> HttpResponse:
    """One tap: what came in between."""
    session = own_session(request, session_id)
    try:
        services.say_why(session=session, why=request.POST.get("why", ""), actor=actor_of(request), now=timezone.now())
        messages.success(request, _("Counted, without the two of you. Thank you."))
    except services.UnableToLog as error:
        messages.error(request, str(error))
    return redirect("mentorships:session", session_id=session.id)


@require_http_methods(["GET", "POST"])
@in_own_time
def extra(request: Request, pair_id: UUID) -> HttpResponse:
    """The mentor adds a talk beyond the plan."""
    actor, pair, now = actor_of(request), own_pair(request, pair_id), timezone.now()
    if not policies.may_add_meeting(actor, pair):
        raise Http404
    form = ExtraForm(request.POST or None, zone=_zone(request), initial={"day": timezone.localdate() + timedelta(1)})
    if request.method == "POST" and form.is_valid() and form.at:
        try:
            services.add_extra_meeting(pair=pair, at=form.at, actor=actor, now=now)
            messages.success(request, _("Added. It is shown as something you chose to give."))
            return redirect("mentorships:pair", pair_id=pair.id)
        except services.UnableToMove as error:
            form.add_error(None, str(error))
    context = {"view": overview(actor, pair, now=now), "form": form, "section": "today"}
    return render(request, "mentorships/extra.html", context)


def _may_move(actor: Actor, session: Session) -> bool:
    """As long as its week has not passed and nobody has logged it."""
    in_time = timezone.localdate() <= last_day(session.week_from) and session.dropped_at is None
    return in_time and policies.may_move(actor, session.pair) and not session.reports.exists()


def _clashes(session: Session) -> bool:
    """Whether a meeting ahead lies on a day that a sales manager of the two called impossible."""
    now = timezone.now()
    ahead = session.starts_at > now and session.dropped_at is None and session.pair.ended_at is None
    return ahead and day_of(session) in impossible_for(session.pair, today=organisation_day(now))


def _meeting(view: Overview, session_id: UUID) -> Meeting:
    return next(meeting for meeting in view.meetings if meeting.session.id == session_id)


def _instant(text: str) -> datetime | None:
    """What a button of a free time sends; None for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _zone(request: Request) -> ZoneInfo:
    return zone_of(actor_of(request).person_id, day=organisation_day(timezone.now()))
