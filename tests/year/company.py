"""760 new hires, 240 sellers who could mentor, their leaders, and the offices, as an HR system gives them."""

from collections.abc import Mapping
from datetime import date

from mentorlift.accounts.actors import Actor, actor_of
from mentorlift.accounts.models import GrantedRole, Role, User
from mentorlift.demo.days import at
from mentorlift.demo.directory import TRUSTED
from mentorlift.demo.stage import import_people, person_ids
from mentorlift.people.models import Identity

SITES = ("Wien", "Graz", "Linz", "Salzburg")
TEAMS, HIRES, SELLERS = 60, 760, 240
OFFICES = {
    "o1": Role.PROGRAMME_MANAGER,
    "o2": Role.LEADER,
    "o3": Role.REVIEWER,
    "o4": Role.ANALYST,
    "o5": Role.ADMINISTRATOR,
}
TOPICS = ("price talks", "first calls", "the day", "objections")


def hire(number: int) -> str:
    return f"h{number:04d}"


def seller(number: int) -> str:
    return f"s{number:04d}"


def leader_of(team: int) -> str:
    return f"t{team:02d}"


def _row(code: str, name: str, *, team: int, manager: str, role: str, hired_on: date, number: int) -> dict[str, str]:
    return {
        "person_id": code,
        "name": f"{name} {code}",
        "email": f"{code}@company.test",
        "manager_id": manager,
        "team": f"Team {team}" if team >= 0 else "",
        "site": SITES[team % len(SITES)],
        "role": role,
        "hired_on": hired_on.isoformat(),
        "working_share": "1",
        "languages": "de" if number % 4 else "de|en",
        "working_hours": ("Europe/Vienna 08:00-16:30", "Europe/Vienna 09:30-18:00")[number % 2],
        "wants_to_learn": TOPICS[number % 4] if role == "new hire" else "",
        "strong_in": "" if role == "new hire" else "|".join((TOPICS[number % 4], TOPICS[(number + 1) % 4])),
    }


def rows(start: date, gone: Mapping[str, date] | None = None) -> list[dict[str, str]]:
    """Everybody; managers lead teams of some seventeen. `gone`: codes of those who left, and when."""
    long_ago = date(start.year - 6, 4, 1)
    found = [
        _row(code, "Office", team=-1, manager="o2" if code != "o2" else "", role="office", hired_on=long_ago, number=k)
        for k, code in enumerate((*OFFICES, TRUSTED))
    ]
    for team in range(TEAMS):
        found.append(
            _row(leader_of(team), "Lead", team=team, manager="o2", role="lead", hired_on=long_ago, number=team)
        )
    for k in range(SELLERS):
        team = k % TEAMS
        found.append(
            _row(seller(k), "Seller", team=team, manager=leader_of(team), role="sales", hired_on=long_ago, number=k)
        )
    for k in range(HIRES):
        team = k % TEAMS
        found.append(
            _row(hire(k), "Hire", team=team, manager=leader_of(team), role="new hire", hired_on=start, number=k)
        )
    left = gone or {}
    return [{**row, "exited_on": left[code].isoformat() if (code := row["person_id"]) in left else ""} for row in found]


def move_in(start: date, *, on: date) -> dict[str, Actor]:
    """The directory and an account for each office; the actors by their code."""
    import_people(rows(start), actor_id="", now=at(on), holds_from=on)
    ids, actors = person_ids(), {}
    for code, role in OFFICES.items():
        email = Identity.objects.get(person_id=ids[code]).email
        user = User.objects.create_user(email=email, person_id=ids[code])
        GrantedRole.objects.create(user=user, role=role, granted_at=at(on))
        actors[code] = actor_of(user)
    return actors
