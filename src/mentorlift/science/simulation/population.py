"""Everybody who could have been hired, with both potential outcomes: what the people of one run were drawn from."""

from dataclasses import dataclass, replace

import numpy as np

from mentorlift.science.simulation import planted
from mentorlift.science.simulation.organisation import SITE_SHARES, Bools, Floats, Ints, Organisation, exits
from mentorlift.science.simulation.sales import levels, working_days


@dataclass(frozen=True, kw_only=True)
class Population:
    """Kinds of people (rows, `weight` sums to 1) and what each does without [0] and with [1] a mentor drawn.

    `days`: working tenure days (columns). `exit`: first day gone, 2 x rows. `calls`, `sales`, `revenue`: expected on
    each working day if employed then, 2 x rows x days.
    """

    org: Organisation
    weight: Floats
    days: Ints
    exit: Ints
    calls: Floats
    sales: Floats
    revenue: Floats

    def values(self, outcome: str) -> Floats:
        """Expected revenue, sales or calls, or 1 for "days"; 2 x rows x days."""
        if outcome == "days":
            return np.ones_like(self.revenue)
        return {"revenue": self.revenue, "sales": self.sales, "calls": self.calls}[outcome]

    def employed(self, arm: int) -> Floats:
        """1 where the person is still employed on the working day, else 0; rows x days."""
        return (self.days[None, :] < self.exit[arm][:, None]).astype(np.float64)

    def only(self, chosen: Bools) -> "Population":
        """The same population restricted to the rows where `chosen` is True, weights summing to 1 again."""
        weight = np.where(chosen, self.weight, 0.0)
        return replace(self, weight=weight / weight.sum())


def population(curves: planted.Planted) -> Population:
    """Exact, without sampling: ability has mean 1 and enters as a factor, exits are grouped by pairs of exit days."""
    edges = np.unique(np.concatenate([[0.0, 1.0], curves.staying(), curves.staying_meeting()]))
    chance = (edges[1:] + edges[:-1]) / 2
    width = np.diff(edges)
    leave, wants, meets, site = (
        axis.ravel() for axis in np.meshgrid(np.arange(len(chance)), [0, 1], [0, 1], np.arange(3), indexing="ij")
    )
    org = Organisation(
        site=site,
        training_class=np.zeros(len(site), dtype=np.int64),
        wants=wants == 1,
        meets=meets == 1,
        ability=np.ones(len(site)),
        leaving=chance[leave],
    )
    share = np.where(org.wants, planted.WANTS_MENTOR, 1 - planted.WANTS_MENTOR)
    share = share * np.where(org.meets, 1 - planted.NEVER_MEETS, planted.NEVER_MEETS)
    days = working_days(curves.days)
    drawn = [np.full(org.n, arm) for arm in (False, True)]
    expected = [levels(org, curves, arm, days) for arm in drawn]
    calls = np.stack([np.broadcast_to(e.calls, (org.n, len(days))) for e in expected])
    sales = calls * np.stack([e.conversion for e in expected])
    amount = np.stack([e.amount for e in expected])
    return Population(
        org=org,
        weight=width[leave] * share * np.array(SITE_SHARES)[site],
        days=days,
        exit=np.stack([exits(org, curves, arm) for arm in drawn]),
        calls=calls,
        sales=sales,
        revenue=sales * amount,
    )
