"""Reads about people. What other rooms build on is named here."""

from mentorlift.people.queries.days import organisation_day
from mentorlift.people.queries.facts import (
    PersonFacts,
    direct_reports,
    facts_on,
    gone_by,
    leave_file,
    leave_spells,
    managers_on,
    names,
    posts_from,
    posts_held,
    workplaces,
)
from mentorlift.people.queries.hours import working_hours

__all__ = [
    "PersonFacts",
    "direct_reports",
    "facts_on",
    "gone_by",
    "leave_file",
    "leave_spells",
    "managers_on",
    "names",
    "organisation_day",
    "posts_from",
    "posts_held",
    "working_hours",
    "workplaces",
]
