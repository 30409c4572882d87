"""What is known about meetings."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from mentorlift.mentorships.models import Report, Session
from mentorlift.mentorships.queries.days import working_days
from mentorlift.mentorships.rules.days import OpenDay
from mentorlift.mentorships.rules.held import Held, Word, held


def held_states(sessions: Iterable[Session], *, now: datetime) -> dict[UUID, Held]:
    """The state of each meeting, by its id. The sessions come with their pairs; one query, and one a programme."""
    found = list(sessions)
    words: dict[UUID, list[Word]] = defaultdict(list)
    mentors = {session.id: session.pair.mentor_id for session in found}
    for report in Report.objects.filter(session_id__in=mentors):
        by_mentor = report.person_id == mentors[report.session_id]
        words[report.session_id].append(Word(by_mentor, report.took_place, report.at))
    calendars: dict[UUID, OpenDay] = {
        programme_id: working_days(programme_id) for programme_id in {s.pair.programme_id for s in found}
    }
    zone = ZoneInfo(settings.TIME_ZONE)
    return {
        session.id: held(words[session.id], now=now, is_working_day=calendars[session.pair.programme_id], zone=zone)
        for session in found
    }
