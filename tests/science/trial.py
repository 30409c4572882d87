"""Builds small trials as arrays, for comparison with independent implementations."""

import numpy as np
import pandas as pd

from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.plan import Plan


def plan(**changes) -> Plan:
    return Plan(**({"treated": ("mentored",), "control": "later", "primary": "revenue"} | changes))


def units(arm, *, stratum=None, exit_day=None, observed_day=None, arms=("later", "mentored"), **changes) -> Units:
    n = len(arm)
    given = {
        "arms": arms,
        "arm": np.asarray(arm, dtype=np.int64),
        "stratum": np.zeros(n, dtype=np.int64) if stratum is None else np.asarray(stratum, dtype=np.int64),
        "cluster": np.full(n, -1),
        "mentor": np.full(n, -1),
        "wish": np.full(n, -1),
        "dose": np.full(n, np.nan),
        "exit_day": np.full(n, np.inf) if exit_day is None else np.asarray(exit_day, dtype=float),
        "observed_day": np.full(n, 400.0) if observed_day is None else np.asarray(observed_day, dtype=float),
        "served_day": np.full(n, np.inf),
    }
    return Units(**(given | changes))


def leavers(seed=1, n=300, strata=3, fade=0.6, observed=(60, 300)):
    """People who leave at a constant rate, fewer of the mentored in the first month, censored at random days."""
    rng = np.random.default_rng(seed)
    stratum = np.arange(n) % strata
    arm = (rng.random(n) < 0.3 + 0.15 * stratum).astype(int)
    exit_day = rng.geometric(np.where(arm == 1, 0.005 * fade, 0.005) * (1 + stratum)).astype(float)
    observed_day = rng.integers(*observed, n).astype(float)
    return units(arm, stratum=stratum, exit_day=exit_day, observed_day=observed_day)


def panel(y, first_day=0, outcome="revenue") -> Panel:
    return Panel(outcome=outcome, first_day=first_day, y=np.asarray(y, dtype=float))


def only(estimates, **wanted):
    """The one estimate whose fields are as `wanted`."""
    (found,) = [e for e in estimates if all(getattr(e, k) == v for k, v in wanted.items())]
    return found


def table(people) -> pd.DataFrame:
    """Who left when, as lifelines reads it."""
    last = people.observed_day - 1
    return pd.DataFrame(
        {
            "time": np.minimum(people.exit_day, last),
            "event": people.exit_day <= last,
            "arm": people.arm,
            "stratum": people.stratum,
        }
    )
