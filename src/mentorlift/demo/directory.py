"""Everybody in the simulated organisation, as rows of people.csv."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from mentorlift.demo.days import Days
from mentorlift.science.simulation.names import address, full_name
from mentorlift.science.simulation.organisation import SITES, Organisation
from mentorlift.science.simulation.staff import HOURS, LANGUAGES, TEAMS_PER_SITE, TOPICS, directory

Row = dict[str, str]
SEED = 20261101  # fixed beforehand; nobody looked for one that flatters

MANAGER, ANALYST, ADMINISTRATOR, REVIEWER, LEADER = "t0001", "t0002", "t0003", "t0004", "d0001"
TRUSTED = "t0005"


@dataclass(frozen=True)
class Group:
    """People of one programme: their codes, in order."""

    codes: tuple[str, ...]


def everybody(org: Organisation, days: Days) -> tuple[list[Row], dict[str, Group]]:
    """The rows, and the groups "experienced", "running", "drawn", "wishes" and "choosing" by name."""
    rng = np.random.default_rng([SEED, 9])
    rows = directory(org, {}, days.year, rng)
    names = iter(range(len(rows), 10**6))
    rows += [_office(code, next(names), role) for code, role in OFFICE]
    groups = {}
    for name, prefix, count, role, hired_on in (
        ("experienced", "r", 160, "sales", None),
        ("running", "a", 36, "new hire", days.running_start),
        ("drawn", "b", 30, "new hire", days.drawn_start),
        ("wishes", "c", 28, "new hire", days.wishes_start),
        ("choosing", "e", 14, "new hire", days.choosing_start),
    ):
        made = [
            _seller(f"{prefix}{k:04d}", next(names), k, role=role, hired_on=hired_on, days=days, rng=rng)
            for k in range(1, count + 1)
        ]
        rows += made
        groups[name] = Group(tuple(row["person_id"] for row in made))
    # the last ones, so that nobody else is renamed
    rows.append(_office(REVIEWER, next(names), "works council"))
    rows.append(_office(TRUSTED, next(names), "company doctor"))
    return rows, groups


OFFICE = ((MANAGER, "head of sales training"), (ANALYST, "people analytics"), (ADMINISTRATOR, "IT"))


def _office(code: str, number: int, role: str) -> Row:
    return {
        "person_id": code,
        "name": full_name(number),
        "email": address(number),
        "manager_id": "d0001",
        "site": SITES[0],
        "role": role,
        "hired_on": "2016-09-01",
        "working_share": "1",
        "languages": "de|en",
        "working_hours": HOURS[1],
    }


def _seller(
    code: str, number: int, place: int, *, role: str, hired_on: date | None, days: Days, rng: np.random.Generator
) -> Row:
    site = place % len(SITES)
    team = place % TEAMS_PER_SITE[site]
    years = int(rng.integers(2, 12))
    topics = sorted(str(topic) for topic in rng.choice(TOPICS, size=2, replace=False))
    return {
        "person_id": code,
        "name": full_name(number),
        "email": address(number),
        "manager_id": f"g{site + 1}{team + 1:03d}",
        "team": f"{SITES[site]} {team + 1}",
        "site": SITES[site],
        "role": role,
        "hired_on": (hired_on or date(days.year - years, 4, 1)).isoformat(),
        "working_share": "1",
        "languages": str(rng.choice(LANGUAGES)),
        "working_hours": str(rng.choice(HOURS)),
        "years_in_sales": str(years if hired_on is None else int(rng.integers(0, 5))),
        "wants_to_learn": "|".join(topics),
    }
