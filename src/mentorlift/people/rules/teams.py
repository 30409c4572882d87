"""Teams as a tree, read off the reporting lines: whoever has people reporting leads a team."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place today."""

    person_id: UUID
    name: str
    team: str
    site: str
    role: str
    manager_id: UUID | None


@dataclass(frozen=True, slots=True)
class Reports:
    """How many people of one team and site report to one manager directly."""

    manager_id: UUID | None
    team: str
    site: str
    people: int


@dataclass(slots=True)
class Team:
    """Everybody below one leader. `name` is the team most of those who report directly and lead nobody belong to.

    `people` counts everybody below, `teams` this team and all below. `boss` is whom its leader reports to: not the team
    above, since a thousand teams that hold one another up are left to Python's collector, which stops a request for it.
    """

    leader: Seat
    name: str = ""
    people: int = 0
    teams: int = 1
    sites: list[str] = field(default_factory=list)
    below: list["Team"] = field(default_factory=list)
    boss: Seat | None = None

    def walk(self) -> Iterator["Team"]:
        """This team and all below."""
        yield self
        for team in self.below:
            yield from team.walk()


def team_tree(leaders: Iterable[Seat], reports: Iterable[Reports]) -> tuple[list[Team], int]:
    """The top teams, each with those below it in order of name, and how many people stand in no line at all.

    `leaders` are the people of today who may lead (those without reports lead no team); `reports` are everybody of
    today, counted: a thousand leaders instead of ten thousand people.
    """
    seats = {seat.person_id: seat for seat in leaders}
    direct: dict[UUID | None, list[Reports]] = defaultdict(list)
    for group in reports:
        direct[group.manager_id if group.manager_id in seats else None].append(group)
    under: dict[UUID | None, list[Seat]] = defaultdict(list)
    top_in_reports = 0
    for seat in seats.values():
        if direct.get(seat.person_id):
            own_boss = seat.manager_id == seat.person_id
            boss = None if own_boss or seat.manager_id not in seats else seat.manager_id
            under[boss].append(seat)
            top_in_reports += boss is None and not own_boss
    teams = sorted((_team(seat, None, under, direct) for seat in under[None]), key=_by_name)
    return teams, sum(group.people for group in direct[None]) - top_in_reports


def matching_teams(teams: Iterable[Team], words: str) -> list[Team]:
    """All teams, of any level, whose own name and leader's name hold every word, in order of name."""
    wanted = words.casefold().split()
    everything = (one for team in teams for one in team.walk())
    found = [t for t in everything if all(w in f"{t.name} {t.leader.name}".casefold() for w in wanted)]
    return sorted(found, key=_by_name)


def _team(
    leader: Seat, boss: Seat | None, under: dict[UUID | None, list[Seat]], direct: dict[UUID | None, list[Reports]]
) -> Team:
    team = Team(leader, boss=boss)
    members: dict[tuple[str, str], int] = defaultdict(int)
    for group in direct[leader.person_id]:
        members[group.team, group.site] += group.people
        team.people += group.people
    for seat in under.get(leader.person_id, ()):
        members[seat.team, seat.site] -= 1  # leads a team below
    team.below = sorted((_team(seat, leader, under, direct) for seat in under.get(leader.person_id, ())), key=_by_name)
    named: dict[str, int] = defaultdict(int)
    sites = {site for below in team.below for site in below.sites}
    for (name, site), people in members.items():
        if people > 0:
            named[name] += people
            sites.add(site)
    named.pop("", None)
    team.name = min(named, key=lambda name: (-named[name], name)) if named else ""
    team.people += sum(below.people for below in team.below)
    team.teams += sum(below.teams for below in team.below)
    team.sites = sorted(sites - {""})
    return team


def _by_name(team: Team) -> tuple[str, str]:
    return (team.name.casefold(), team.leader.name.casefold())
