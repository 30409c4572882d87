"""The steps of the timeline that this room knows: purpose, people, wishes, mentors, close."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorlift.accounts.actors import Actor
from mentorlift.programmes import policies, queries
from mentorlift.programmes.lately import missing_lately
from mentorlift.programmes.models import Participation, Programme, Wish
from mentorlift.programmes.queries.intakes import Intake, own_intakes
from mentorlift.programmes.role_words import shape_of
from mentorlift.programmes.timeline import Step, StepFacts, register_step


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_step(Step("purpose", 10, gettext_lazy("Purpose"), _purpose))
    register_step(Step("people", 20, gettext_lazy("People"), _people))
    register_step(Step("ready", 27, gettext_lazy("Ready to start?"), _ready))
    register_step(Step("wishes", 30, gettext_lazy("Wishes"), _wishes))
    register_step(Step("mentors", 35, gettext_lazy("Mentors"), _mentors))
    register_step(Step("close", 90, gettext_lazy("Close"), _close))


def _purpose(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    launched = getattr(programme, "launch", None)
    runs = policies.may_run_programmes(actor)
    if launched:
        return StepFacts(
            done=True,
            line=programme.get_purpose_display(),
            text=_("Everybody who takes part can read what this programme is for."),
            by=launched.by,
            at=launched.at,
            url=reverse("programmes:about", args=[programme.id]),
            action=_("See what people read"),
        )
    return StepFacts(
        done=False,
        line=_("being set up"),
        text=_("Go through the set-up, then open the programme: from then on its people can read about it."),
        url=reverse("programmes:set_up", args=[programme.id, "review"]) if runs else "",
        action=_("Go on with the set-up") if runs else "",
    )


def _people(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    found = own_intakes(programme, now=now)
    people = sum(intake.people for intake in found)
    fixed = [intake for intake in found if intake.stage == "fixed"]
    done = bool(found) and len(fixed) == len(found)
    count = ngettext("%(n)d person", "%(n)d people", people) % {"n": people}
    many = ngettext("%(n)d intake", "%(n)d intakes", len(found)) % {"n": len(found)}
    latest = max(fixed, key=_when, default=None)
    return StepFacts(
        done=done,
        line=f"{count}, {many}" if found else _("no intake yet"),
        text=_people_text(found, fixed),
        needs=(_("an intake with a first day, and its list of people"),) if not found else (),
        by=latest.cohort.frozen_by if latest and done else "",
        at=latest.cohort.frozen_at if latest and done else None,
        url=reverse("programmes:intakes", args=[programme.id]),
        action=_("Make the lists") if not done and policies.may_run_programmes(actor) else _("See the lists"),
        # lists are filled before and fixed after the wishes, so this stands open for a while
        open_anyway=bool(people) and not done,
    )


def _people_text(found: list[Intake], fixed: list[Intake]) -> str:
    if not found:
        return _("An intake is a group that starts together. Each has its own list and its own draw.")
    if len(fixed) == len(found):
        return _("Every list is fixed, with its check code. Whoever arrives now is in the next intake.")
    return _("%(fixed)d of %(all)d lists are fixed. A list is fixed when the wishes are in, right before the draw.") % {
        "fixed": len(fixed),
        "all": len(found),
    }


def _ready(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    over = hasattr(programme, "stop") or hasattr(programme, "closing")
    missing = 0 if over else missing_lately(programme, actor=actor, now=now)
    line = "" if over else _("everything is in order")
    if missing:
        line = ngettext("%(n)d thing is missing", "%(n)d things are missing", missing) % {"n": missing}
    return StepFacts(
        done=not missing,
        line=line,
        text=_("Approvals, dates, letters and people: nobody is invited and nothing is drawn before the list is done."),
        url=reverse("programmes:ready", args=[programme.id]),
        action=_("See the list"),
        open_anyway=bool(missing),
    )


def _wishes(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    if programme.participation == Participation.MANDATORY:
        return StepFacts(done=True, hidden=True)
    found = [intake for intake in own_intakes(programme, now=now) if intake.people]
    asked = [intake for intake in found if intake.cohort.wish_asked_at]
    still_open = [intake for intake in found if intake.stage == "wishes_open"]
    done = bool(found) and len(asked) == len(found) and not still_open
    last = Wish.objects.filter(cohort__programme=programme).order_by("-asked_at").first() if done else None
    people = sum(intake.to_ask for intake in asked)
    line = _("nobody asked yet")
    if asked:
        line = ngettext("%(n)d person asked", "%(n)d people asked", people) % {"n": people}
    needs = []
    if not asked and not queries.plan_of(programme):
        needs.append(_("what will be measured, fixed before anybody is asked"))
    if not asked and not found:
        needs.append(_("people on a list"))
    return StepFacts(
        done=done,
        line=line,
        text=_("People are asked once, in words that are kept, before the draw. Nobody sees who answered what."),
        needs=tuple(needs),
        by=last.asked_by if done and last else "",
        at=last.asked_at if done and last else None,
        url=reverse("programmes:intakes", args=[programme.id]),
        action=_("See how many answered") if asked else _("Ask for wishes"),
    )


def _mentors(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    if shape_of(programme.template).rotates:
        return StepFacts(done=True, hidden=True)
    places = queries.places(programme)
    enough = places.confirmed > 0 and places.missing == 0
    line = _("nobody invited yet")
    if places.invited:
        line = ngettext("%(n)d place confirmed", "%(n)d places confirmed", places.confirmed) % {"n": places.confirmed}
    text = _("Mentors are volunteers. Each says yes or no by a link, and for how many people.")
    if places.missing and places.invited:
        text = _("%(missing)d places are still missing; %(waiting)d people have not answered yet.") % {
            "missing": places.missing,
            "waiting": places.waiting,
        }
    return StepFacts(
        done=enough,
        line=line,
        text=text,
        url=reverse("programmes:mentors", args=[programme.id]) if policies.may_read_participants(actor) else "",
        action=_("See the mentors") if enough else _("Find mentors"),
        open_anyway=hasattr(programme, "launch"),
    )


def _close(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    ended = getattr(programme, "closing", None) or getattr(programme, "stop", None)
    if ended:
        reason = getattr(ended, "reason", "")
        shown = not reason and policies.may_read_outcome(actor)
        return StepFacts(
            done=True,
            line=_("stopped early") if reason else _("closed"),
            text=reason or _("The programme has ended. Its results stay readable."),
            by=ended.by,
            at=ended.at,
            url=reverse("reports:outcome", args=[programme.id]) if shown else "",
            action=_("What came out") if shown else "",
        )
    launched = hasattr(programme, "launch")
    return StepFacts(
        done=False,
        line="",
        text=_("When the last people have finished and the answer is known, close the programme and thank everybody."),
        url=reverse("programmes:ending", args=[programme.id]) if launched else "",
        action=_("Close or stop it") if policies.may_run_programmes(actor) and launched else "",
    )


def _when(intake: Intake) -> datetime:
    assert intake.cohort.frozen_at
    return intake.cohort.frozen_at
