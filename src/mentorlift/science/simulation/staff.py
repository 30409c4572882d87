"""The directory of the simulated organisation: a director, heads of site, team managers, mentors and new hires."""

import datetime as dt

import numpy as np

from mentorlift.science.simulation.names import address, full_name
from mentorlift.science.simulation.organisation import (
    PUBLISHED,
    SITE_SHARES,
    SITES,
    Bools,
    Organisation,
    first_day,
)

Person = dict[str, str]
TEAMS_PER_SITE = (7, 5, 4)
TOPICS = ("opening", "needs", "objections", "closing", "product", "time")
HOURS = ("Europe/Berlin 08:00-16:30", "Europe/Berlin 09:00-17:30", "Europe/Berlin 11:00-19:30")
LANGUAGES = ("de", "de|en", "de|tr", "de|en|pl")


def hire_id(number: int) -> str:
    return f"n{number + 1:05d}"


def mentor_id(number: int) -> str:
    return f"m{number + 1:04d}"


def mentor_count(people: int) -> int:
    """90 mentors for 603 new hires, in proportion for more, three at least."""
    return max(len(SITES), round(people * PUBLISHED["mentors"] / PUBLISHED["people"]))


def mentor_sites(people: int) -> list[int]:
    """Site code of each mentor, in order."""
    count = mentor_count(people)
    steps = (np.arange(count) + 0.5) / count
    return [int(code) for code in np.searchsorted(np.cumsum(SITE_SHARES)[:-1], steps)]


def directory(org: Organisation, gone: dict[str, dt.date], year: int, rng: np.random.Generator) -> list[Person]:
    """Rows of people.csv. `gone`: person_id -> first day no longer employed."""
    people = _leadership(year)
    names = iter(range(len(people), 10**9))
    sites = mentor_sites(org.n)
    for number, site in enumerate(sites):
        years = int(rng.integers(3, 15))
        people.append(
            _person(mentor_id(number), next(names), site=SITES[site], role="sales", manager=_manager(site, number))
            | {
                "hired_on": dt.date(year - years, int(rng.integers(1, 13)), 1).isoformat(),
                "years_in_sales": str(years + int(rng.integers(0, 4))),
                "capacity": str(int(rng.integers(1, 4))),
                "strong_in": _topics(rng, 3),
                "performance": f"{rng.normal(1.2, 0.2):.2f}",
                "languages": str(rng.choice(LANGUAGES)),
                "working_hours": str(rng.choice(HOURS)),
                "team": _team(site, number),
            }
        )
    for number in range(org.n):
        site, person = int(org.site[number]), hire_id(number)
        people.append(
            _person(person, next(names), site=SITES[site], role="new hire", manager=_manager(site, number))
            | {
                "hired_on": first_day(int(org.training_class[number]), year).isoformat(),
                "exited_on": gone[person].isoformat() if person in gone else "",
                "working_share": "1" if rng.random() < 0.9 else "0.8",
                "years_in_sales": str(int(rng.integers(0, 6))),
                "wants_to_learn": _topics(rng, 2),
                "training_class": class_name(int(org.training_class[number]), year),
                "languages": str(rng.choice(LANGUAGES)),
                "working_hours": str(rng.choice(HOURS)),
                "team": _team(site, number),
            }
        )
    return people


def class_name(code: int, year: int) -> str:
    return f"{year}-{code + 1:02d}"


def mentors_for(org: Organisation, mentored: Bools) -> dict[str, str]:
    """new hire -> mentor: class by class at their own site, the mentors of a site taking turns."""
    by_site: dict[int, list[str]] = {}
    for number, site in enumerate(mentor_sites(org.n)):
        by_site.setdefault(site, []).append(mentor_id(number))
    taken = dict.fromkeys(by_site, 0)
    out: dict[str, str] = {}
    for number in np.flatnonzero(mentored).tolist():
        site = int(org.site[number])
        out[hire_id(number)] = by_site[site][taken[site] % len(by_site[site])]
        taken[site] += 1
    return out


def _leadership(year: int) -> list[Person]:
    people = [_person("d0001", 0, site=SITES[0], role="sales director", manager="")]
    for site, place in enumerate(SITES):
        people.append(_person(f"h{site + 1:04d}", len(people), site=place, role="head of site", manager="d0001"))
    for site, teams in enumerate(TEAMS_PER_SITE):
        for team in range(teams):
            row = _person(
                _manager(site, team), len(people), site=SITES[site], role="sales manager", manager=f"h{site + 1:04d}"
            )
            people.append(row | {"team": _team(site, team)})
    return [row | {"hired_on": f"{year - 8}-03-01"} for row in people]


def _person(person_id: str, number: int, *, site: str, role: str, manager: str) -> Person:
    return {
        "person_id": person_id,
        "name": full_name(number),
        "email": address(number),
        "manager_id": manager,
        "team": "",
        "site": site,
        "role": role,
        "hired_on": "",
        "exited_on": "",
        "working_share": "1",
        "languages": "de",
        "working_hours": HOURS[1],
        "training_class": "",
        "years_in_sales": "",
        "wants_to_learn": "",
        "strong_in": "",
        "performance": "",
        "capacity": "",
    }


def _team(site: int, number: int) -> str:
    return f"{SITES[site]} {number % TEAMS_PER_SITE[site] + 1}"


def _manager(site: int, number: int) -> str:
    return f"g{site + 1}{number % TEAMS_PER_SITE[site] + 1:03d}"


def _topics(rng: np.random.Generator, count: int) -> str:
    return "|".join(str(topic) for topic in sorted(rng.choice(TOPICS, size=count, replace=False)))
