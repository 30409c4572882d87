"""Whatever the data, every question is answered by finite numbers or by a reason, and nothing breaks."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorlift.science.effects.analysis import WHERE_ASKED, Drawn, analyse, asked
from tests.science.trial import panel, plan, units

PLAN = plan(
    early=(0, 7),
    late=(7, 14),
    pre=(-7, 0),
    retention_at=(5, 12),
    redraws=20,
    covariates=("age",),
    secondary=("calls", "sales"),
    treated=("mentor", "class"),
    ratios=("revenue/calls",),
    yes_no=("sales by 5", "revenue >= 10 at 9"),
    ramp=("sales", "revenue >= 30 in 3"),
    winsorise=0.9,
    groups=("site",),
    mentors_drawn_within="everybody",
    wish_predictors=("age", "test - age"),
)


def organisation(seed: int, shape: dict) -> Drawn:
    rng = np.random.default_rng(seed)
    n = shape["n"]
    y = rng.choice([0.0, 1.0, -2.0, 50.0], size=(n, 21)) if shape["lumpy"] else rng.lognormal(2, 1, (n, 21))
    y[rng.random((n, 21)) < shape["gaps"]] = np.nan
    exit_day = np.where(rng.random(n) < 0.5, np.inf, rng.integers(1, 20, n).astype(float))
    y[np.arange(-7, 14)[None, :] >= exit_day[:, None]] = np.nan
    arm = rng.integers(-1 if shape["undrawn"] else 0, 3, n)
    none = np.full(n, -1)
    people = units(
        arm,
        arms=("later", "mentor", "class"),
        stratum=rng.integers(0, shape["strata"], n),
        exit_day=exit_day,
        observed_day=rng.integers(0, 20, n).astype(float) if shape["short"] else np.full(n, 30.0),
        served_day=np.where(rng.random(n) < shape["served"], rng.integers(1, 30, n), np.inf),
        cluster=rng.integers(0, 5, n) if shape["clusters"] else none,
        mentor=np.where(arm > 0, rng.integers(0, 6, n), -1) if shape["mentors"] else none,
        wish=rng.integers(-1, 2, n),
        dose=np.where(rng.random(n) < shape["unknown"], np.nan, rng.integers(0, 4, n)),
        started=20_000 + rng.integers(0, 9, n),
        covariates={
            "age": np.where(rng.random(n) < 0.2, np.nan, rng.integers(20, 23, n)),
            "test": rng.normal(size=n),
        },
        groups={"site": tuple(rng.choice(list("ab"), n)), "month": tuple(rng.choice(list("cdefg"), n))},
        pool=rng.integers(0, 2, n),
    )
    panels = {
        name: replace(panel(y * factor, first_day=-7, outcome=name), limit=60 * factor)
        for name, factor in OUTCOMES.items()
    }

    def redraws(first: int, count: int) -> np.ndarray:
        return np.array([np.random.default_rng([seed, first + k]).permutation(arm) for k in range(count)])

    return Drawn(units=people, panels=panels, redraws=redraws if shape["lottery"] else None)


OUTCOMES = {"revenue": 1.0, "calls": 2.0, "sales": 0.5}
SHAPES = st.fixed_dictionaries(
    {
        "n": st.integers(1, 60),
        "strata": st.integers(1, 8),
        "gaps": st.sampled_from([0.0, 0.3, 1.0]),
        "served": st.sampled_from([0.0, 0.1]),
        "unknown": st.sampled_from([0.0, 0.2, 1.0]),
        "level": st.sampled_from(["person", "period"]),
        "assignment": st.sampled_from(["lottery", "staggered", "comparison"]),
        "errors": st.sampled_from(["HC1", "HC2", "CR1", "CR2"]),
        **{name: st.booleans() for name in ("lumpy", "undrawn", "short", "clusters", "mentors", "lottery")},
    }
)


@pytest.mark.filterwarnings("error")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), shape=SHAPES)
def test_every_question_is_answered_whatever_the_data(seed, shape):
    chosen = replace(PLAN, **{name: shape[name] for name in ("level", "errors", "assignment")})
    found = analyse([organisation(seed, shape)], chosen)
    questions = {estimate.question for estimate in found}
    assert asked(chosen) <= questions <= asked(chosen) | set(WHERE_ASKED)
    for estimate in found:
        if estimate.not_estimable:
            continue
        numbers = (estimate.estimate, estimate.se, estimate.ci_low, estimate.ci_high, estimate.p_value, estimate.df)
        assert all(math.isfinite(number) for number in numbers if number is not None), estimate
        assert estimate.p_value is None or 0 <= estimate.p_value <= 1
        if estimate.ci_low is not None and estimate.ci_high is not None:
            assert estimate.ci_low <= estimate.ci_high
