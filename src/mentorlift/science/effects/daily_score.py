"""One number per person that carries the comparison of daily means, without looking at who was drawn."""

import numpy as np

from .codes import dense
from .data import Bools, Floats, Panel, Units
from .itt_per_day import scheduled
from .plan import Span
from .summed import SummedPanel

OWN_MEAN_AT_LEAST = 20  # people at work on an average day, below which strata share their daily means


def daily_score(units: Units, panel: Panel, span: Span, inside: Bools) -> Floats:
    """Sum over days of w_d 1{at work} (Y - mean of the day) / share at work, shape (n,), zero outside.

    The mean is that of all arms of the stratum together; with no effect on anyone it is the same in every redraw,
    and the score's difference between arms is that of `itt_per_day` to first order.
    """
    if isinstance(panel, SummedPanel):
        return panel.daily_score(units, span, inside, own_mean_at_least=OWN_MEAN_AT_LEAST)
    people = np.flatnonzero(inside)
    y = panel.window(*span)[people]
    at_work = np.isfinite(y)
    schedule = scheduled(units, panel, span)[people]
    stratum = dense(units.stratum[people])
    days = np.maximum(schedule.any(axis=0).sum(), 1)
    thin = np.bincount(stratum, weights=at_work.sum(axis=1)) / days < OWN_MEAN_AT_LEAST
    cell = np.where(thin[stratum], -1, stratum)
    out = np.zeros(units.n)
    for code in np.unique(cell):
        here = np.flatnonzero(cell == code)
        present = at_work[here].sum(axis=0)
        weight = np.where(present > 0, schedule[here].sum(axis=0), 0.0)
        if weight.sum() == 0:
            continue
        mean = np.where(at_work[here], y[here], 0.0).sum(axis=0) / np.maximum(present, 1)
        share = np.maximum(present, 1) / len(here)
        out[people[here]] = np.where(at_work[here], y[here] - mean, 0.0) @ (weight / weight.sum() / share)
    return out
