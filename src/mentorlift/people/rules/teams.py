"""Teams as a tree, read off the reporting lines: whoever has people reporting leads a team."""

from collections import Counter, defaultdict
from collections.abc import Iterable
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


@dataclass(slots=True)
class Team:
    """Everybody below one leader. `name` is the team most of those who report directly and lead nobody belong to."""

    leader: Seat
    name: str
    people: int
    sites: list[str]
    below: list["Team"] = field(default_factory=list)


def team_tree(seats: Iterable[Seat]) -> tuple[list[Team], int]:
    """The top teams, each with those below it in order of name, and how many people stand in no line at all."""
    everybody = {seat.person_id: seat for seat in seats}
    reports: dict[UUID, list[Seat]] = defaultdict(list)
    for seat in everybody.values():
        if seat.manager_id in everybody and seat.manager_id != seat.person_id:
            reports[seat.manager_id].append(seat)
    top = [seat for seat in everybody.values() if seat.manager_id not in everybody]
    teams = [_team(seat, reports) for seat in top if reports[seat.person_id]]
    alone = sum(not reports[seat.person_id] for seat in top)
    return sorted(teams, key=_by_name), alone


def _team(leader: Seat, reports: dict[UUID, list[Seat]]) -> Team:
    direct = reports[leader.person_id]
    members = [seat for seat in direct if not reports.get(seat.person_id)]
    below = sorted((_team(seat, reports) for seat in direct if reports.get(seat.person_id)), key=_by_name)
    names = Counter(seat.team for seat in members if seat.team)
    name = min(names, key=lambda team: (-names[team], team)) if names else ""
    sites = {seat.site for seat in members if seat.site} | {site for team in below for site in team.sites}
    return Team(leader, name, len(direct) + sum(team.people for team in below), sorted(sites), below)


def _by_name(team: Team) -> tuple[str, str]:
    return (team.name.casefold(), team.leader.name.casefold())
