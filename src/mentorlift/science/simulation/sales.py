"""What people sell: calls come in, some become sales, each sale brings a skewed amount of money."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.simulation import planted
from mentorlift.science.simulation.organisation import SITE_LEVEL, Bools, Floats, Ints, Organisation, exits

CALLS = 24.0  # a day
CONVERSION = 0.05  # sales a call at full ramp, of the average decliner
AMOUNT, AMOUNT_SPREAD = 80.0, 0.8  # money a sale: mean, standard deviation of the logarithm
WEEKDAY = np.array([1.06, 1.03, 1.0, 0.98, 0.93])  # Monday to Friday
GAIN_BY_CONVERSION = 0.7  # share (of the log gain) that comes as more sales a call, the rest as larger sales


@dataclass(frozen=True, kw_only=True)
class Days:
    """One entry per employed working day, sorted by person and day: who, tenure day, and what came of it."""

    person: Ints
    day: Ints
    calls: Ints
    sales: Ints
    revenue: Floats


@dataclass(frozen=True, kw_only=True)
class Levels:
    """Expected values per tenure day; arrays broadcast to people x days."""

    calls: Floats
    conversion: Floats
    amount: Floats


def working_days(days: int) -> Ints:
    """Tenure days that are weekdays; every class starts on a Monday."""
    day = np.arange(days)
    return day[day % 7 < 5]


def levels(org: Organisation, curves: planted.Planted, mentored: Bools, days: Ints) -> Levels:
    """Expected calls, sales a call and money a sale for every person on `days`: shape (n, len(days))."""
    gain = 1 + curves.gain()[days] * (mentored & org.meets & ~org.wants)[:, None]
    person = org.ability * np.where(org.wants, planted.VOLUNTEER_LEVEL, 1.0)
    return Levels(
        calls=CALLS * SITE_LEVEL[org.site][:, None] * WEEKDAY[days % 7][None, :],
        conversion=CONVERSION * person[:, None] * curves.ramp()[days][None, :] * gain**GAIN_BY_CONVERSION,
        amount=AMOUNT * gain ** (1 - GAIN_BY_CONVERSION),
    )


def sell(org: Organisation, curves: planted.Planted, mentored: Bools, rng: np.random.Generator) -> Days:
    """Daily calls, sales and revenue of everyone while employed, over curves.days tenure days."""
    days = working_days(curves.days)
    gone = exits(org, curves, mentored)
    expected = levels(org, curves, mentored, days)
    person, column = np.nonzero(days[None, :] < gone[:, None])
    calls = rng.poisson(expected.calls[person, column])
    sales = rng.binomial(calls, np.minimum(expected.conversion[person, column], 0.95))
    # The total of k log-normal amounts: draw them all, add them up by day.
    log_mean = np.log(expected.amount[person, column]) - AMOUNT_SPREAD**2 / 2
    each = np.repeat(np.arange(len(sales)), sales)
    money = np.exp(rng.normal(log_mean[each], AMOUNT_SPREAD))
    revenue = np.bincount(each, weights=money, minlength=len(sales))
    return Days(person=person, day=days[column], calls=calls, sales=sales, revenue=np.round(revenue, 2))
