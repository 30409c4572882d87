"""How soon people are up to speed: equal to going through their days one by one, to lifelines, and to least squares."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time

from mentorlift.science.effects.phrases import Ramp, ramp_of
from mentorlift.science.effects.ramp_time import first_reached, ramp_time
from mentorlift.science.effects.yes_no import yes_no
from tests.science.trial import only, panel, plan, units

CLOSE = {"rel": 1e-8, "abs": 1e-9}
H = 40
WINDOWS = {"early": (0, 20), "late": (20, H)}


def trial(seed=1, n=90, lift=0.5, **changes):
    """Sales that grow with the days, some credit notes, people who leave, days without a row."""
    rng = np.random.default_rng(seed)
    arm, stratum = np.arange(n) % 2, np.arange(n) // 2 % 3
    exit_day = np.where(rng.random(n) < 0.3, rng.integers(1, H, n), np.inf)
    y = rng.gamma(0.3, 20 * (1 + lift * arm)[:, None] * np.linspace(0.5, 2, H), (n, H)) * (rng.random((n, H)) < 0.4)
    y -= 30 * (rng.random((n, H)) < 0.03)
    y[rng.random((n, H)) < 0.2] = np.nan
    y[np.arange(H) >= exit_day[:, None]] = np.nan
    return units(arm, stratum=stratum, exit_day=exit_day, **changes), {"revenue": panel(y)}


def day_by_day(row, asked):
    """The definition, without a shortcut."""
    for last in range(len(row)):
        first = 0 if asked.within is None else max(0, last + 1 - asked.within)
        total = np.nansum(row[first : last + 1])
        if np.isfinite(row[last:]).any() and (total > 0 if asked.at_least is None else total >= asked.at_least):
            return last + 1
    return np.inf


@pytest.mark.parametrize("text", ["revenue", "revenue >= 60", "revenue >= 45 in 7", "revenue >= 80 in 100"])
def test_the_first_day_is_found_as_by_looking_at_every_day(text):
    people, panels = trial()
    y, asked = panels["revenue"].y.copy(), ramp_of(text)
    gone = np.arange(H) >= people.exit_day[:, None]
    filled = np.where(gone, np.nan, np.nan_to_num(y))
    found = first_reached(people, panels["revenue"], asked, H)
    assert found.tolist() == [day_by_day(row, asked) for row in filled]
    assert 3 < np.isinf(found).sum() < len(found) - 3


def test_nobody_gets_up_to_speed_after_leaving():
    """A credit note falls out of the last seven days only after the person has left."""
    y = np.full((1, H), np.nan)
    y[0, :3] = (-50, 30, 30)
    gone = units([1], exit_day=[3])
    asked = Ramp(text="", metric="revenue", at_least=60, within=7)
    assert np.isinf(first_reached(gone, panel(y), asked, H)).all()
    assert first_reached(replace(gone, exit_day=np.array([np.inf])), panel(y), asked, H).tolist() == [8.0]


def test_days_and_error_are_those_of_least_squares_with_an_effect_in_each_stratum():
    people, panels = trial()
    asked = plan(ramp=("revenue >= 60",), **WINDOWS)
    found = only(ramp_time(people, panels, asked), question="ramp_time", scale="difference")
    y = np.minimum(first_reached(people, panels["revenue"], ramp_of("revenue >= 60"), H), H)
    dummies = (people.stratum[:, None] == np.arange(3)).astype(float)
    fit = sm.OLS(y, np.column_stack([dummies, dummies * people.arm[:, None]])).fit(cov_type="HC2")
    share = np.array([0, 0, 0, *dummies.mean(axis=0)])
    assert found.estimate == pytest.approx(float(share @ fit.params), **CLOSE)
    assert found.se == pytest.approx(float(np.sqrt(share @ fit.cov_params() @ share)), **CLOSE)
    assert (found.unit, found.at, found.outcome) == ("days", H, "revenue >= 60")


def test_without_strata_it_is_the_restricted_mean_of_the_time_to_get_there():
    people, panels = trial()
    people = replace(people, stratum=np.zeros(people.n, dtype=np.int64))
    on = first_reached(people, panels["revenue"], ramp_of("revenue >= 60"), H)
    means = []
    for arm in (1, 0):
        mine = on[people.arm == arm]
        curve = KaplanMeierFitter().fit(np.minimum(mine, H), np.isfinite(mine))
        means.append(restricted_mean_survival_time(curve, t=H))
    found = ramp_time(people, panels, plan(ramp=("revenue >= 60",), **WINDOWS))
    days = only(found, question="ramp_time", scale="difference")
    percent = only(found, question="ramp_time", scale="percent")
    assert days.estimate == pytest.approx(means[0] - means[1], **CLOSE)
    assert percent.estimate == pytest.approx(100 * (means[0] / means[1] - 1), **CLOSE)


def test_the_share_that_got_there_is_answered_as_a_yes_or_no():
    people, panels = trial()
    both = plan(ramp=("revenue >= 60",), yes_no=(f"revenue >= 60 by {H}",), **WINDOWS)
    y = np.nan_to_num(panels["revenue"].y)
    panels = {"revenue": panel(np.where(y < 0, 0.0, y))}  # with credit notes a level may be reached and lost again
    here = ramp_time(people, panels, both)[2:]
    there = yes_no(people, panels, both)
    for one, other in zip(here, there, strict=True):
        named = {"question": "yes_no", "outcome": other.outcome}
        assert replace(one, **named) == other


def test_whoever_left_without_getting_there_counts_as_never():
    y = np.zeros((12, H))
    y[:, 9] = 1.0
    y[3:6, 5:] = np.nan
    arm = np.repeat([1, 0], 6)
    people = units(arm, exit_day=np.where((np.arange(12) >= 3) & (np.arange(12) < 6), 5, np.inf))
    found = ramp_time(people, {"revenue": panel(y)}, plan(ramp=("revenue",), **WINDOWS))
    days = only(found, question="ramp_time", scale="difference")
    assert days.estimate == pytest.approx((3 * 10 + 3 * H) / 6 - 10)


def test_what_cannot_be_known_says_why():
    people, panels = trial()
    nobody = ramp_time(people, panels, plan(ramp=("revenue >= 1000000",), **WINDOWS))
    assert "everybody has the same value" in nobody[0].not_estimable
    assert (nobody[2].question, nobody[2].estimate) == (
        "ramp_reached",
        0.0,
    )  # as many on both sides, within an interval
    assert nobody[2].ci_low < 0 < nobody[2].ci_high
    early = units(people.arm, observed_day=np.full(people.n, H - 1))
    assert "reach" in ramp_time(early, panels, plan(ramp=("revenue",), **WINDOWS))[0].not_estimable


@pytest.mark.parametrize("text", ["", "revenue > 5", "revenue >= 5 in", "revenue >= 5 in 0", "revenue >= 0", ">= 5"])
def test_a_ramp_that_says_nothing_is_a_fault_of_the_plan(text):
    with pytest.raises(ValueError, match="ramp says"):
        plan(ramp=(text,))
