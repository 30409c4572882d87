"""Write the weekly meetings of new pairs into the calendar."""

from collections.abc import Sequence
from datetime import datetime

from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.queries.agreed import impossible_days
from mentorlift.mentorships.queries.circles import meets_in_circles
from mentorlift.mentorships.queries.days import meeting_days
from mentorlift.mentorships.rules.times import weekly_plan, weeks_without
from mentorlift.mentorships.services.circles import plan_circles
from mentorlift.people.queries import working_hours
from mentorlift.programmes.models import ProgrammeWeek

USUAL_MINUTES = 30


def plan_sessions(pairs: Sequence[Pair], *, now: datetime, first_week: int = 1) -> None:
    """One meeting a week from `first_week` to the last of the programme, for pairs that start on the same day.

    Pairs that meet in circles get the times of their circle.
    """
    if not pairs:
        return
    programme, starts_on = pairs[0].programme, pairs[0].starts_on
    minutes = dict(ProgrammeWeek.objects.filter(programme=programme).values_list("number", "minutes"))
    if meets_in_circles(programme):
        plan_circles(pairs, minutes=minutes, usual=USUAL_MINUTES, now=now, first_week=first_week)
        return
    people = [person_id for pair in pairs for person_id in (pair.protege_id, pair.mentor_id)]
    hours = working_hours(people, day=starts_on)
    days = meeting_days(programme, people, day=starts_on)
    impossible = impossible_days({pair.cohort_id for pair in pairs}, people, day=starts_on)
    sessions = []
    for pair in pairs:
        plan = weekly_plan(
            weeks_without(days.off(pair.protege_id, pair.mentor_id), starts_on, weeks=programme.weeks - first_week + 1),
            minutes=max(minutes.values(), default=USUAL_MINUTES),
            first=hours[pair.protege_id],
            second=hours[pair.mentor_id],
            impossible=impossible(pair.cohort_id, pair.protege_id, pair.mentor_id),
        )
        sessions += [
            Session(
                pair=pair,
                week=number + first_week - 1,
                week_from=week_from,
                minutes=minutes.get(number + first_week - 1, USUAL_MINUTES),
                planned_at=at,
                starts_at=at,
                added_at=now,
            )
            for number, week_from, at in plan
        ]
    Session.objects.bulk_create(sessions)
