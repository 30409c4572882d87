"""Which programmes somebody sees, and where each stands."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.programmes import policies
from mentorlift.programmes.models import FrozenPlan, MentorOffer, Programme, RosterEntry


def list_programmes(actor: Actor) -> QuerySet[Programme]:
    """Programmes whose life the actor may read: all of them, or none."""
    found = Programme.objects.select_related("launch", "stop", "closing", "frozen_plan")
    return found if policies.may_read_programmes(actor) else found.none()


def runnable_programmes(actor: Actor) -> QuerySet[Programme]:
    """Programmes the actor may change."""
    return list_programmes(actor) if policies.may_run_programmes(actor) else Programme.objects.none()


def participant_programmes(actor: Actor) -> QuerySet[Programme]:
    """Launched programmes the actor is on a list of, was asked to mentor in, or may read anyway."""
    launched = Programme.objects.select_related("launch", "stop", "closing").filter(launch__isnull=False)
    if policies.may_read_programmes(actor):
        return launched
    if actor.person_id is None:
        return launched.none()
    listed = RosterEntry.objects.filter(programme=OuterRef("pk"), person_id=actor.person_id)
    asked = MentorOffer.objects.filter(programme=OuterRef("pk"), person_id=actor.person_id, invited_at__isnull=False)
    return launched.filter(Q(Exists(listed)) | Q(Exists(asked)))


def own_entry(actor: Actor, programme: Programme) -> RosterEntry | None:
    """Where this person stands on the lists of `programme`."""
    if actor.person_id is None:
        return None
    entries = RosterEntry.objects.select_related("cohort__programme")
    return entries.filter(programme=programme, person_id=actor.person_id).first()


def plan_of(programme: Programme) -> FrozenPlan | None:
    """The plan fixed for `programme`, None before."""
    return FrozenPlan.objects.filter(programme=programme).first()


def stage(programme: Programme) -> str:
    """ "set_up", "launched", "stopped" or "closed", read from the dated rows."""
    for word, row in (("closed", "closing"), ("stopped", "stop"), ("launched", "launch")):
        if hasattr(programme, row):
            return word
    return "set_up"
