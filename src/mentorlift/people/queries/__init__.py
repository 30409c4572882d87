"""Reads about people. What other rooms build on is named here."""

from mentorlift.people.queries.days import organisation_day
from mentorlift.people.queries.facts import (
    Line,
    PersonFacts,
    direct_reports,
    facts_on,
    gone_by,
    leave_file,
    leave_spells,
    line_of,
    managers_on,
    names,
    posts_from,
    posts_held,
    reporting_to,
    workplaces,
)
from mentorlift.people.queries.hours import working_hours

__all__ = [
    "Line",
    "PersonFacts",
    "direct_reports",
    "facts_on",
    "gone_by",
    "leave_file",
    "leave_spells",
    "line_of",
    "managers_on",
    "names",
    "organisation_day",
    "posts_from",
    "posts_held",
    "reporting_to",
    "working_hours",
    "workplaces",
]
