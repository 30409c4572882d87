"""The tree of teams, as one actor may see it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.people import policies
from mentorlift.people.models import Employment, Identity, Post
from mentorlift.people.rules.teams import Reports, Seat, Team, team_tree


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The top teams, how many people stand in no line, and every team by the id of its leader."""

    tops: list[Team]
    alone: int
    led_by: dict[UUID, Team]

    def above(self, team: Team) -> list[Team]:
        """The teams above one, the topmost first."""
        found = [team]
        while found[-1].boss is not None:
            found.append(self.led_by[found[-1].boss.person_id])
        return found[:0:-1]


def teams(actor: Actor, *, day: date) -> Tree:
    """Two queries, whatever the number of people: everybody counted by manager, team and site, and those who lead."""
    me = actor.person_id
    if me is None and not policies.may_see_everybody(actor):
        return Tree(tops=[], alone=0, led_by={})
    present = _present(day)
    counted = present.exclude(manager_id=F("person_id")).values_list("manager_id", "team", "site")
    leading = present.filter(person_id__in=Post.objects.exclude(manager=None).values("manager_id"))
    seats = leading.values_list("person_id", "person__identity__name", "team", "site", "role", "manager_id")
    reports = (Reports(*row) for row in counted.annotate(people=Count("pk")).order_by())
    tops, alone = team_tree((Seat(*row) for row in seats), reports)
    led_by = {team.leader.person_id: team for top in tops for team in top.walk()}
    if me is None or policies.may_see_everybody(actor):
        return Tree(tops=tops, alone=alone, led_by=led_by)
    own = led_by.get(me)
    if own is None:
        return Tree(tops=[], alone=present.filter(person_id=me).count(), led_by={})
    own.boss = None  # what lies above one's own line does not exist
    return Tree(tops=[own], alone=0, led_by={team.leader.person_id: team for team in own.walk()})


def _present(day: date) -> QuerySet[Post]:
    """The posts of today of everybody who works here and was not erased."""
    spells = Employment.objects.filter(person=OuterRef("person"), hired_on__lte=day)
    here = Exists(spells.filter(Q(exited_on=None) | Q(exited_on__gt=day)))
    known = Exists(Identity.objects.filter(person=OuterRef("person")))
    return Post.objects.filter(Q(until_on=None) | Q(until_on__gt=day), here, known, from_on__lte=day)
