"""Teams as a tree, read off the reporting lines: a team hangs below the team of the one who leads it."""

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
    manager_id: UUID | None


@dataclass(slots=True)
class Team:
    """A node: `leaders` manage somebody in the team, the most reports first."""

    name: str
    people: int
    sites: list[str]
    leaders: list[Seat] = field(default_factory=list)
    below: list["Team"] = field(default_factory=list)


def team_tree(seats: Iterable[Seat]) -> list[Team]:
    """The top teams in order of name, each with those below it. People without a team are left out.

    A team's place is below the team of whoever most of its people report to from outside; circles are cut.
    """
    everybody = {seat.person_id: seat for seat in seats}
    members: dict[str, list[Seat]] = defaultdict(list)
    for seat in everybody.values():
        if seat.team:
            members[seat.team].append(seat)
    teams = {name: _team(name, found, everybody) for name, found in sorted(members.items())}
    above = {name: _above(name, found, everybody) for name, found in members.items()}
    top = []
    for name, team in teams.items():
        parent = above[name]
        if parent is None or parent not in teams or _leads_back(name, above):
            top.append(team)
        else:
            teams[parent].below.append(team)
    return top


def _team(name: str, members: list[Seat], everybody: dict[UUID, Seat]) -> Team:
    reports = Counter(seat.manager_id for seat in members if seat.manager_id in everybody)
    leaders = [everybody[leader] for leader, _ in reports.most_common(3) if leader is not None]
    return Team(name, len(members), sorted({seat.site for seat in members if seat.site}), leaders)


def _above(name: str, members: list[Seat], everybody: dict[UUID, Seat]) -> str | None:
    outside: Counter[str] = Counter()
    for seat in members:
        boss = everybody.get(seat.manager_id) if seat.manager_id else None
        if boss is not None and boss.team and boss.team != name:
            outside[boss.team] += 1
    return min(outside, key=lambda team: (-outside[team], team)) if outside else None


def _leads_back(name: str, above: dict[str, str | None]) -> bool:
    """Whether going up from `name` comes back to it, and it is the first of that circle by name."""
    line = []
    at = above[name]
    while at is not None and at != name and at not in line:
        line.append(at)
        at = above.get(at)
    return at == name and name == min([name, *line])
