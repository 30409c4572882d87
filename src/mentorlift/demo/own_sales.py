"""What experienced sellers bring in themselves, so that it can be seen what mentoring costs the mentors."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from mentorlift.demo.directory import SEED, Group
from mentorlift.demo.past import PEOPLE, Sold
from mentorlift.demo.stage import Stage
from mentorlift.mentorships.models import Pair
from mentorlift.programmes.models import Programme
from mentorlift.science.simulation.sales import Days as SoldDays
from mentorlift.science.simulation.staff import mentor_count, mentor_id

A_SALE, SALES_A_DAY, CALLS_A_SALE = 55.0, 4.0, 9.0
LESS = 0.08  # share of their own sales that mentors lose in the weeks in which they meet


def own_sales(stage: Stage, programme: Programme, colleagues: Group) -> Sold:
    """Mentors to the day before the demo is loaded, `colleagues` until their own programme begins."""
    first = date(stage.days.year - 1, 12, 1)
    mentors = [mentor_id(number) for number in range(mentor_count(PEOPLE))]
    codes, rng = [*mentors, *colleagues.codes], np.random.default_rng([SEED, 11])
    busy = _busy(programme)
    person, day, sales, revenue = [], [], [], []
    for at, code in enumerate(codes):
        until = stage.days.today if at < len(mentors) else stage.days.quiet_start
        days = np.array([k for k in range((until - first).days) if (first + timedelta(days=k)).weekday() < 5])
        meets = np.zeros(len(days), dtype=bool)
        for start, end in busy[stage.person[code]]:
            meets |= (days >= (start - first).days) & (days < (end - first).days)
        made = rng.poisson(SALES_A_DAY * rng.gamma(25, 1 / 25) * np.where(meets, 1 - LESS, 1.0))
        person.append(np.full(len(days), at))
        day.append(days)
        sales.append(made)
        revenue.append(np.round(rng.gamma(np.maximum(made, 1e-9) * 4, A_SALE / 4), 2))
    sold = np.concatenate(sales)
    found = SoldDays(
        person=np.concatenate(person),
        day=np.concatenate(day),
        calls=sold + rng.poisson(CALLS_A_SALE, len(sold)),
        sales=sold,
        revenue=np.concatenate(revenue),
    )
    return Sold(codes, [first] * len(codes), found, {})


def _busy(programme: Programme) -> dict[UUID, list[tuple[date, date]]]:
    """Mentor -> the spans in which they meet somebody."""
    length, found = timedelta(weeks=programme.weeks), defaultdict(list)
    for mentor, start in Pair.objects.filter(programme=programme).values_list("mentor_id", "starts_on"):
        found[mentor].append((start, start + length))
    return found
