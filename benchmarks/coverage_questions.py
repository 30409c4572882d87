"""Do the intervals of the questions that a plan can add hold what they promise? Small trials whose truth is known.

    nice python -m benchmarks.coverage_questions --runs 1000

Prints the section that `benchmarks/coverage.py` puts on its page. Same numbers, same table.
"""

import argparse
import math
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from multiprocessing import Pool

import numpy as np

from benchmarks.small_settings import by_period, many_outcomes, other_pairing, own_sales, up_to_speed
from benchmarks.small_trials import (
    DAY_MEAN,
    DAYS,
    GAIN,
    PLAN,
    Seen,
    Setting,
    averaged,
    days,
    early,
    people,
    revenue,
    seen,
)
from mentorlift.science.effects.arms import arms
from mentorlift.science.effects.data import Panel
from mentorlift.science.effects.groups import groups
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.mentor_effects import mentor_effects
from mentorlift.science.effects.ratio import ratio
from mentorlift.science.effects.winsorise import limit_of
from mentorlift.science.effects.wish_predictors import wish_predictors
from mentorlift.science.effects.yes_no import yes_no


def by_group(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """300 people in three sites that gain 0, 20 and 40 %."""
    units = people(rng, 300)
    site = np.arange(300) // 2 % 3
    gain = GAIN * site if effect else np.zeros(300)
    units = replace(units, groups={"site": tuple(map(str, site.tolist()))})
    found = groups(units, revenue(days(rng, gain * units.arm)), replace(PLAN, groups=("site",)))
    truth = [DAY_MEAN * GAIN * s * effect for s in range(3)]
    raw, drawn = (
        [seen("", e, t) for e, t in zip(early(found, question), truth, strict=True)]
        for question in ("groups", "groups_shrunk")
    )
    family = float(any((e.p_value or 1.0) <= 0.05 for e in early(found, "groups")))
    differ = early(found, "groups_differ")[0]
    return [
        averaged("`groups`: 300 people, 3 sites", raw)._replace(rejected=family),
        averaged("`groups_shrunk`: the same", drawn)._replace(rejected=math.nan),
        Seen("`groups_differ`: the same", *4 * (math.nan,), float((differ.p_value or 1.0) <= 0.05)),
    ]


def per_call(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """120 people; a call brings 20 % more, and the mentored call more as well."""
    units = people(rng, 120)
    calls = rng.poisson(5 * rng.lognormal(0, 0.4, 120)[:, None] * (1 + 0.1 * effect * units.arm)[:, None], (120, DAYS))
    money = calls * rng.lognormal(1, 1, (120, DAYS)) * (1 + GAIN * effect * units.arm)[:, None]
    panels = {"revenue": revenue(money), "calls": Panel(outcome="calls", first_day=0, y=calls.astype(float))}
    found = ratio(units, panels, replace(PLAN, ratios=("revenue/calls",)))
    base = math.exp(1.5)
    return [
        seen("`ratio`: 120 people, revenue per call", early(found, "ratio")[0], base * GAIN * effect),
        seen("`ratio`: the same, percent", early(found, "ratio", "percent")[0], 100 * GAIN * effect),
    ]


def few_yes(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """60 people of whom one in ten, or one in four of the mentored, are a yes."""
    units = people(rng, 60)
    share = 0.1 + 0.15 * effect * units.arm
    y = np.zeros((60, DAYS))
    y[:, 3] = rng.random(60) < share
    panels = {"sales": Panel(outcome="sales", first_day=0, y=y)}
    found = yes_no(units, panels, replace(PLAN, yes_no=(f"sales by {DAYS}",)))
    out = [seen("`yes_no`: 60 people, 10 % against 25 %", found[0], 0.15 * effect)]
    if found[1].estimate is not None:
        out.append(seen("`yes_no`: the same, ratio", found[1], 2.5 if effect else 1.0, none=1.0))
    return out


def by_arm(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """200 people, two forms beside a control; both intervals have to hold at once."""
    units = people(rng, 200, arms=3, share=0.6)
    lift = np.array([0, GAIN, 2 * GAIN])[units.arm] * effect
    found = arms(units, revenue(days(rng, lift)), replace(PLAN, treated=units.arms[1:]))
    each = [seen("", e, DAY_MEAN * GAIN * k * effect) for k, e in enumerate(early(found, "arms"), start=1)]
    both = averaged("`arms`: 200 people, 2 forms, both at once", each)
    joint = early(found, "arms_joint")[0]
    return [
        both._replace(held=min(e.held for e in each), rejected=max(e.rejected for e in each)),
        Seen("`arms_joint`: the same", *4 * (math.nan,), float((joint.p_value or 1.0) <= 0.05)),
        seen("`arms_differ`: the same", early(found, "arms_differ")[0], -DAY_MEAN * GAIN * effect),
    ]


def mentors(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """40 mentors with 2 to 4 protégés each, whose days vary as much as anybody's."""
    size = rng.integers(2, 5, 40)
    mentor = np.repeat(np.arange(40), size)
    n = len(mentor)
    bonus = rng.normal(0, 400.0 * effect, 40)[mentor] / DAYS
    y = days(rng, np.zeros(n), sd=0.8) + bonus[:, None]
    units = replace(people(rng, n, share=1.0), mentor=mentor, pool=np.zeros(n, dtype=np.int64))
    e = early(mentor_effects(units, revenue(y), replace(PLAN, mentors_drawn_within="everybody")), "mentor_effects")[0]
    name = "`mentor_effects`: 40 mentors, spread"
    return [seen(name, e, 400.0 * effect)._replace(rejected=float((e.p_value or 1.0) <= 0.05))]


def who_says_no(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """150 people asked, 50 said yes; those who said no rate themselves half a standard deviation higher."""
    shift = 0.5 * effect
    wish = np.repeat([1, 0], [50, 100])
    rating = rng.normal(0, 1, 150) + shift * (wish == 0)
    units = replace(people(rng, 150, share=0.0), wish=wish, covariates={"rating": rating})
    found = wish_predictors(units, replace(PLAN, wish_predictors=("rating",)))
    spread = math.sqrt(1 + shift**2 * 2 / 9)
    return [
        seen("`wish_predictors`: 150 people, difference", found[0], shift),
        seen("`wish_predictors`: the same, odds ratio", found[1], math.exp(shift * spread), none=1.0),
    ]


def three_pre_periods(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """200 people with three pre-periods as covariates."""
    units = people(rng, 200)
    level = 100 * rng.lognormal(0, 0.4, 200)[:, None]
    past = level * rng.lognormal(0, 1, (200, 30)) * (rng.random((200, 30)) < 0.7)
    now = level * (1 + GAIN * effect * units.arm)[:, None] * rng.lognormal(0, 1, (200, DAYS))
    y = np.hstack([past, now * (rng.random((200, DAYS)) < 0.7)])
    plan = replace(PLAN, pre=((-30, -20), (-20, -10), (-10, 0)))
    found = early(itt(units, revenue(y, first_day=-30), plan), "itt")[0]
    return [seen("`itt`: 200 people, 3 pre-periods", found, DAY_MEAN * GAIN * effect)]


def limited(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """200 people with a heavy tail, days limited at their 99 % quantile; the truth is that on limited money."""
    units = people(rng, 200)
    y = days(rng, GAIN * effect * units.arm, sd=1.5)
    limit = limit_of(y, 0.99) or math.inf
    found = early(itt_per_day(units, revenue(np.minimum(y, limit)), PLAN), "itt_per_day")[0]
    return [seen("`itt_per_day`: 200 people, days limited at 99 %", found, limited_truth() * effect)]


def limited_truth() -> float:
    """The difference on limited money, by integration over the sizes of days; the limit that of all days together."""
    from scipy.optimize import brentq
    from scipy.stats import norm

    spread = math.hypot(0.4, 1.5)
    places = ((0.4, math.log(100 * (1 + GAIN))), (0.6, math.log(100)))
    log = brentq(lambda x: sum(w * norm.sf((x - m) / spread) for w, m in places) - 0.01, 0, 30)

    def mean(m: float) -> float:
        below = math.exp(m + spread**2 / 2) * norm.cdf((log - m) / spread - spread)
        return 0.7 * float(below + math.exp(log) * norm.sf((log - m) / spread))

    return mean(places[0][1]) - mean(places[1][1])


SETTINGS: tuple[Setting, ...] = (
    by_group,
    per_call,
    few_yes,
    by_arm,
    mentors,
    who_says_no,
    three_pre_periods,
    limited,
    by_period,
    up_to_speed,
    many_outcomes,
    own_sales,
    other_pairing,
)


def one_run(seed: int, setting: Setting, effect: bool) -> list[Seen]:
    return setting(np.random.default_rng([seed, effect]), effect)


def collected(runs: list[list[Seen]]) -> Iterator[tuple[str, np.ndarray]]:
    """Figure by figure: its name and (runs, 5) numbers."""
    for name in dict.fromkeys(one.name for run in runs for one in run):
        yield name, np.array([one[1:] for run in runs for one in run if one.name == name], dtype=float)


HEAD = ("figure", "truth", "bias", "bias / MC error", "spread", "error", "held", "rejected without effect")
SECTION = """Questions that a plan can add, in {runs} small trials each
(`python -m benchmarks.coverage_questions --runs {runs}`); "held" is known to about {half:.1f} points. Where nothing is
there, {runs} further trials say how often the test rejects (planned: 5 %; of families: any of them). `groups_shrunk` is
the average over groups: it leans to the surer ones, and gives no p. `yes_no` holds at small counts and is a little wide
there; a ratio of a few people has no mean worth speaking of. The interval of `mentor_effects` takes totals to be
normal, its p does not.

{table}
"""


def section(runs: int, pool: "Pool") -> str:  # type: ignore[valid-type]
    lines = [HEAD, ("---",) * len(HEAD)]
    for setting in SETTINGS:
        there, none = (
            dict(collected(pool.map(partial(one_run, setting=setting, effect=effect), range(runs), chunksize=8)))  # type: ignore[attr-defined]
            for effect in (True, False)
        )
        lines += [row(name, numbers, none[name]) for name, numbers in there.items()]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return SECTION.format(runs=runs, half=196 * math.sqrt(0.05 * 0.95 / runs), table=table)


def row(name: str, numbers: np.ndarray, none: np.ndarray) -> tuple[str, ...]:
    truth, estimate, se, held = numbers[:, :4].T
    rejected = none[:, 4].mean()
    said = "" if math.isnan(rejected) else f"{100 * rejected:.1f} %"
    if np.isnan(truth).all():
        return (name, *6 * ("",), said)
    spread = estimate.std(ddof=1)
    bias = float((estimate - truth).mean())
    error = "" if np.isnan(se).all() else f"{np.nanmedian(se):.3g}"
    apart = bias / (spread / math.sqrt(len(estimate)))
    return (
        name,
        f"{truth.mean():.4g}",
        f"{bias:+.3g}",
        f"{apart:+.1f}",
        f"{spread:.3g}",
        error,
        f"{100 * held.mean():.1f} %",
        said,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with Pool(given.jobs) as pool:
        print(section(given.runs, pool))


if __name__ == "__main__":
    main()
