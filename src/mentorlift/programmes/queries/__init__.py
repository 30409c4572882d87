"""Reads of the programmes room. What an actor may not see does not exist."""

from mentorlift.programmes.queries.calendar import (
    CalendarWeek,
    closed_days,
    latest_question_set,
    questions_for,
    session_calendar,
)
from mentorlift.programmes.queries.cohorts import (
    ROSTER_COLUMNS,
    Candidates,
    candidates,
    drawn_people,
    eligible_people,
    frozen_rows,
    listed_sites,
    roster_rows,
    wish_answers,
)
from mentorlift.programmes.queries.mentors import (
    MentorPlace,
    Places,
    accepted_mentors,
    confirmed_places,
    own_offers,
    places,
)
from mentorlift.programmes.queries.programmes import (
    list_programmes,
    own_entry,
    participant_programmes,
    plan_of,
    reports_of,
    runnable_programmes,
    stage,
    team_counts,
)
from mentorlift.programmes.queries.wishes import WishCounts, current_wording, open_wishes, wish_counts

__all__ = [
    "ROSTER_COLUMNS",
    "CalendarWeek",
    "Candidates",
    "MentorPlace",
    "Places",
    "WishCounts",
    "accepted_mentors",
    "candidates",
    "closed_days",
    "confirmed_places",
    "current_wording",
    "drawn_people",
    "eligible_people",
    "frozen_rows",
    "latest_question_set",
    "list_programmes",
    "listed_sites",
    "open_wishes",
    "own_entry",
    "own_offers",
    "participant_programmes",
    "places",
    "plan_of",
    "questions_for",
    "reports_of",
    "roster_rows",
    "runnable_programmes",
    "session_calendar",
    "stage",
    "team_counts",
    "wish_answers",
    "wish_counts",
]
