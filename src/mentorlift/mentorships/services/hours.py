"""Ask sales managers whether the hours suit, and keep what they say."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.hours_letter import write_to_managers
from mentorlift.mentorships.models import HoursAgreement, HoursRequest
from mentorlift.mentorships.queries.agreed import concerned, is_over, own_people
from mentorlift.mentorships.services.faults import UnableToAgree
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.letters import readers_of
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.queries import has_ended

MOST_DATES = 60


def ask_managers(*, programme: Programme, actor_id: str, now: datetime) -> int:
    """Ask every manager of an intake that is not over, once; returns how many letters were written.

    Raises UnableToAgree when nobody is on a list yet, or the programme has not begun or has ended.
    """
    if not hasattr(programme, "launch"):
        raise UnableToAgree(_("Open the programme first: its managers then read what it is for."))
    if has_ended(programme):
        raise UnableToAgree(_("This programme has ended, so no hours are needed."))
    today = organisation_day(now)
    intakes = [one for one in Cohort.objects.filter(programme=programme) if not is_over(one, today)]
    people = concerned(intakes, today=today)
    if not any(people.values()):
        raise UnableToAgree(_("Nobody who reports to a sales manager is on a list yet. Fill a list first."))
    return sum(_ask(one, people[one.id], actor_id=actor_id, now=now) for one in intakes)


def ask_new_managers(*, now: datetime) -> int:
    """Whoever has become somebody's manager since an intake was asked is asked as well; returns how many."""
    today = organisation_day(now)
    open_now = Cohort.objects.filter(
        hours_requests__isnull=False, programme__stop=None, programme__closing=None
    ).select_related("programme")
    intakes = [one for one in open_now.distinct() if not is_over(one, today)]
    people = concerned(intakes, today=today)
    return sum(_ask(one, people[one.id], actor_id="", now=now) for one in intakes)


def _ask(cohort: Cohort, people: dict[UUID, set[UUID]], *, actor_id: str, now: datetime) -> int:
    asked = set(HoursRequest.objects.filter(cohort=cohort).values_list("manager_id", flat=True))
    new = {manager: theirs for manager, theirs in people.items() if manager not in asked}
    if not new:
        return 0
    with transaction.atomic():
        HoursRequest.objects.bulk_create(
            [HoursRequest(cohort=cohort, manager_id=one, at=now, by=actor_id) for one in new], ignore_conflicts=True
        )
        write_to_managers(cohort, new, readers_of(new, now), now=now, actor_id=actor_id)
        record(
            actor_id=actor_id,
            action="mentorships.ask_managers",
            subject=f"cohort:{cohort.id}",
            now=now,
            ids={"managers": sorted(new)},
        )
    return len(new)


def agree_to_hours(
    *, cohort: Cohort, weekdays: Collection[int], dates: Iterable[date], actor: Actor, now: datetime
) -> HoursAgreement:
    """A manager's word: nothing named means that all hours suit. It replaces what they said before.

    Meetings that are planned already stay where they are; where they clash, it is said. Raises UnableToAgree.
    """
    today = organisation_day(now)
    if has_ended(cohort.programme) or is_over(cohort, today):
        raise UnableToAgree(_("The meetings of this intake are over."))
    if actor.person_id is None or cohort.id not in own_people(actor.person_id, [cohort], today=today):
        raise UnableToAgree(_("Nobody of yours takes part in this intake any more."))
    days = sorted({day for day in dates if day >= today})
    if len(days) > MOST_DATES:
        raise UnableToAgree(_("Name at most %(n)d single days.") % {"n": MOST_DATES})
    with transaction.atomic():
        said = HoursAgreement.objects.create(
            cohort=cohort,
            manager_id=actor.person_id,
            weekdays=sorted(set(weekdays) & set(range(5))),
            dates=[day.isoformat() for day in days],
            at=now,
            by=actor.user_id,
        )
        record(
            actor_id=actor.user_id,
            action="mentorships.agree_to_hours",
            subject=f"cohort:{cohort.id}",
            now=now,
            ids={"weekdays": said.weekdays, "dates": len(days)},
        )
    return said
