"""Which programmes somebody sees, and where each stands."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.people.queries import direct_reports, reporting_to
from mentorlift.programmes import policies
from mentorlift.programmes.models import FrozenPlan, MentorOffer, Outside, Programme, RosterEntry


def list_programmes(actor: Actor) -> QuerySet[Programme]:
    """Programmes whose life the actor may read: all of them, or none."""
    found = Programme.objects.select_related("launch", "stop", "closing", "frozen_plan")
    return found if policies.may_read_programmes(actor) else found.none()


def runnable_programmes(actor: Actor) -> QuerySet[Programme]:
    """Programmes the actor may change."""
    return list_programmes(actor) if policies.may_run_programmes(actor) else Programme.objects.none()


def participant_programmes(actor: Actor, *, day: date | None = None) -> QuerySet[Programme]:
    """Launched programmes the actor is on a list of or was left out of, was asked to mentor in, or may read.

    With `day` also those with people on a list who report to the actor on that day.
    """
    launched = Programme.objects.select_related("launch", "stop", "closing").filter(launch__isnull=False)
    if policies.may_read_programmes(actor):
        return launched
    if actor.person_id is None:
        return launched.none()
    listed = RosterEntry.objects.filter(programme=OuterRef("pk"), person_id=actor.person_id)
    asked = MentorOffer.objects.filter(programme=OuterRef("pk"), person_id=actor.person_id, invited_at__isnull=False)
    outside = Outside.objects.filter(cohort__programme=OuterRef("pk"), person_id=actor.person_id)
    own = Q(Exists(listed)) | Q(Exists(asked)) | Q(Exists(outside))
    if day is not None:
        theirs = reporting_to(actor.person_id, day=day)
        team = RosterEntry.objects.filter(programme=OuterRef("pk"), person_id__in=theirs)
        own |= Q(Exists(team))
    return launched.filter(own)


def reports_of(actor: Actor, *, day: date) -> list[UUID]:
    """People who report to the actor on `day`; one query."""
    return direct_reports(actor.person_id, day=day) if actor.person_id else []


def own_entry(actor: Actor, programme: Programme) -> RosterEntry | None:
    """Where this person stands on the lists of `programme`."""
    if actor.person_id is None:
        return None
    entries = RosterEntry.objects.select_related("cohort__programme")
    return entries.filter(programme=programme, person_id=actor.person_id).first()


def is_outside(actor: Actor, programme: Programme) -> bool:
    """Whether this person was left out of a list of `programme`, with a reason."""
    if actor.person_id is None:
        return False
    return Outside.objects.filter(cohort__programme=programme, person_id=actor.person_id).exists()


def plan_of(programme: Programme) -> FrozenPlan | None:
    """The plan fixed for `programme`, None before."""
    return FrozenPlan.objects.filter(programme=programme).first()


def has_ended(programme: Programme) -> bool:
    """Whether it was closed or stopped, as the database has it now."""
    over = Q(closing__isnull=False) | Q(stop__isnull=False)
    return Programme.objects.filter(over, id=programme.id).exists()


def stage(programme: Programme) -> str:
    """ "set_up", "launched", "stopped" or "closed", read from the dated rows."""
    for word, row in (("closed", "closing"), ("stopped", "stop"), ("launched", "launch")):
        if hasattr(programme, row):
            return word
    return "set_up"
