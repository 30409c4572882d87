"""Today of a sales manager: who of the team takes part and when, what is asked of them, and how many meetings took
place."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.queries.counts import Team, own_team
from mentorlift.mentorships.queries.team_hours import TeamHours, team_hours
from mentorlift.people.queries import line_of, organisation_day
from mentorlift.programmes.queries import participant_programmes
from mentorlift.programmes.role_words import in_words_of
from mentorlift.reports.today.part import Item, Part


def part(actor: Actor, *, now: datetime) -> Part | None:
    """None for somebody whom nobody reports to, and for other roles while nobody of theirs takes part."""
    today = organisation_day(now)
    line = line_of(actor.person_id, day=today)
    team, hours = own_team(actor, now=now, today=today, line=line), team_hours(actor, now=now, today=today, line=line)
    if team is None or hours is None or (actor.roles and not team.taking and not hours.questions):
        return None
    wanted = participant_programmes(actor, day=today).filter(closing=None, stop=None).order_by("name")
    coming = {slot.person_id: slot for slot in reversed(hours.slots)}  # the next one of each
    context = {
        "team": team,
        "wanted": wanted,
        "hours": hours,
        "asked": _asked(hours),
        "taking": [(one, coming.get(one.person_id)) for one in team.taking],
    }
    return Part("reports/today/team.html", context, line=_line(team), is_wide=True)


def _asked(hours: TeamHours) -> list[Item]:
    """Intakes whose hours wait for the manager's word."""
    found = []
    for one in hours.questions:
        if one.said is None:
            with in_words_of(one.cohort.programme):
                day = date_format(one.cohort.starts_on, "j F")
                text = _("Do the hours suit? Meetings are to begin on %(day)s") % {"day": day}
            found.append(
                Item("", text, one.cohort.full_name, reverse("mentorships:hours", args=[one.cohort.id]), _("Answer"))
            )
    return found


def _line(team: Team) -> str:
    people = len({one.person_id for one in team.taking})
    if not people or team.size == 1:
        return ""
    return ngettext(
        "%(n)d of the %(all)d people who report to you takes part",
        "%(n)d of the %(all)d people who report to you take part",
        people,
    ) % {"n": people, "all": team.size}
