"""Who works there: new hires in monthly classes at three sites, their managers, and the mentors who offered to help."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorlift.science.simulation import planted

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SITES = ("Hamburg", "Leipzig", "Nürnberg")
SITE_SHARES = (0.45, 0.33, 0.22)
SITE_LEVEL = np.array([1.08, 0.98, 0.87])  # calls that come in
CLASSES = 12
PUBLISHED = {"people": 603, "mandatory": 281, "mentored": 110, "mentors": 90}
MEETINGS = 4
ABILITY_SPREAD = 0.28  # standard deviation of log ability


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """New hires, one entry each in the order of hiring; every array has length n.

    `site`, `training_class`: codes into SITES and the classes. `wants`: would say yes when asked. `meets`: the
    meetings take place if a mentor is drawn. `ability`: multiple of the average, mean 1. `leaving`: uniform number that
    decides on which day the person leaves, the same with and without a mentor.
    """

    site: Ints
    training_class: Ints
    wants: Bools
    meets: Bools
    ability: Floats
    leaving: Floats

    @property
    def n(self) -> int:
        return len(self.site)


def organisation(people: int, rng: np.random.Generator) -> Organisation:
    """Draw the new hires. Classes and sites have fixed sizes; everything else is chance."""
    place = np.arange(people)
    training_class = place * CLASSES // people
    site = np.empty(people, dtype=np.int64)
    for code in range(CLASSES):
        members = np.flatnonzero(training_class == code)
        steps = (np.arange(len(members)) + 0.5) / max(len(members), 1)
        site[members] = np.searchsorted(np.cumsum(SITE_SHARES)[:-1], steps)
    return Organisation(
        site=site,
        training_class=training_class,
        wants=rng.random(people) < planted.WANTS_MENTOR,
        meets=rng.random(people) >= planted.NEVER_MEETS,
        ability=np.exp(rng.normal(-(ABILITY_SPREAD**2) / 2, ABILITY_SPREAD, people)),
        leaving=rng.random(people),
    )


def first_day(training_class: int, year: int) -> dt.date:
    """The first Monday of the class's month."""
    first = dt.date(year, training_class + 1, 1)
    return first + dt.timedelta(days=-first.weekday() % 7)


def exits(org: Organisation, curves: planted.Planted, mentored: Bools) -> Ints:
    """First tenure day no longer employed, curves.days + 1 for those still there at the end."""
    without = planted.exit_days(org.leaving, curves.staying())
    with_mentor = planted.exit_days(org.leaving, curves.staying_meeting())
    return np.where(mentored & org.meets, with_mentor, without)


def meetings_before(gone: Ints) -> Ints:
    """Weekly meetings that took place before the exit: on the first day and then every seven days, four at most."""
    return np.minimum(MEETINGS, (gone + 6) // 7)


def allocation(people: int) -> tuple[dict[str, int], dict[str, int]]:
    """Branches and the arms of the mandatory branch in the proportions of the published experiment."""
    mandatory = round(people * PUBLISHED["mandatory"] / PUBLISHED["people"])
    mentored = round(mandatory * PUBLISHED["mentored"] / PUBLISHED["mandatory"])
    return (
        {"mandatory": mandatory, "voluntary": people - mandatory},
        {"mentored": mentored, "later": mandatory - mentored},
    )
