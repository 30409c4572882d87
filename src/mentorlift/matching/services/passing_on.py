"""No request dies silently: what nobody answered is passed on, what cannot be any more ends, and both are told."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.audit.services import record
from mentorlift.matching.models import Group, MentorRequest, Outcome
from mentorlift.matching.queries.pool import free_places, matched_on, waiting_people
from mentorlift.matching.services.settling import settle_alone
from mentorlift.programmes.models import Cohort

SWEEP = "job:matching.requests"


def pass_on_overdue(*, now: datetime, today: date) -> int:
    """End every request whose last day has passed; returns how many were ended now."""
    overdue = _open().filter(due_on__lt=today)
    return sum(settle_alone(request, Outcome.PASSED_ON, by=SWEEP, now=now) for request in overdue)


def settle_impossible(*, now: datetime, today: date) -> int:
    """End requests that no answer can make a pair of: the programme ended, somebody left or has a mentor by now, or
    the place is gone. Returns how many were ended now."""
    ended = Q(programme__closing__isnull=False) | Q(programme__stop__isnull=False)
    over = list(_open().filter(ended))
    found = [(request, Outcome.LAPSED) for request in over]
    for cohort in Cohort.objects.filter(Exists(_open().filter(choosing__cohort=OuterRef("pk")))):
        found += _impossible(cohort, today=today)
    known = {request.id for request in over}
    kept = [pair for pair in found if pair[1] is Outcome.LAPSED or pair[0].id not in known]
    return sum(settle_alone(request, outcome, by=SWEEP, now=now) for request, outcome in kept)


def _impossible(cohort: Cohort, *, today: date) -> list[tuple[MentorRequest, Outcome]]:
    on = matched_on(cohort, Group.NOW, today=today)
    waiting = set(waiting_people(cohort, Group.NOW, on=on).values_list("person_id", flat=True))
    places = free_places(cohort, on=on)
    found = []
    for request in _open().filter(choosing__cohort=cohort):
        if request.protege_id not in waiting or request.mentor_id not in places:
            found.append((request, Outcome.LAPSED))
        elif places[request.mentor_id][0] == 0:
            found.append((request, Outcome.FILLED))
    return found


def _open() -> QuerySet[MentorRequest]:
    return MentorRequest.objects.filter(settled_at=None).select_related("programme", "choosing").order_by("id")


def remove_lines_of_erased(*, now: datetime) -> int:
    """Empty what people wrote who were erased from the directory. Returns how many requests that touched."""
    asked = MentorRequest.objects.filter(protege__identity__isnull=True).exclude(line="")
    answered = MentorRequest.objects.filter(mentor__identity__isnull=True).exclude(answer_line="")
    with transaction.atomic():
        ids = [*asked.values_list("id", flat=True), *answered.values_list("id", flat=True)]
        asked.update(line="")
        answered.update(answer_line="")
        if ids:
            subject = "requests:erased"
            record(actor_id=SWEEP, action="matching.remove_lines", subject=subject, now=now, ids={"requests": ids})
    return len(ids)
