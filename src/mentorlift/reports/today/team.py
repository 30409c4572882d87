"""Today of a sales manager: who of the team takes part, how many meetings took place, and where a mentor is wanted."""

from datetime import datetime

from django.utils.translation import ngettext

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.queries.counts import Team, own_team
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.queries import participant_programmes
from mentorlift.reports.today.part import Part


def part(actor: Actor, *, now: datetime) -> Part | None:
    """None for somebody whom nobody reports to, and for other roles while nobody of theirs takes part."""
    today = organisation_day(now)
    team = own_team(actor, now=now, today=today)
    if team is None or (actor.roles and not team.taking):
        return None
    wanted = participant_programmes(actor, day=today).filter(closing=None, stop=None).order_by("name")
    return Part("reports/today/team.html", {"team": team, "wanted": wanted}, line=_line(team))


def _line(team: Team) -> str:
    people = len({one.person_id for one in team.taking})
    if not people or team.size == 1:
        return ""
    return ngettext(
        "%(n)d of the %(all)d people who report to you takes part",
        "%(n)d of the %(all)d people who report to you take part",
        people,
    ) % {"n": people, "all": team.size}
