"""Today of a sales manager: who of the team takes part, and how many meetings took place."""

from datetime import datetime

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.queries.counts import own_team
from mentorlift.people.queries import organisation_day
from mentorlift.reports.today.part import Part


def part(actor: Actor, *, now: datetime) -> Part | None:
    """None for somebody whom nobody reports to, and for other roles while nobody of theirs takes part."""
    team = own_team(actor, now=now, today=organisation_day(now))
    if team is None or (actor.roles and not team.taking):
        return None
    return Part("reports/today/team.html", {"team": team})
