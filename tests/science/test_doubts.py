"""Balance against a slow direct computation; the curve against the estimators called by hand; counts by hand."""

from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.analysis import Drawn, analyse
from mentorlift.science.effects.arms_alike import arms_alike, shuffled
from mentorlift.science.effects.doubts import doubts
from mentorlift.science.effects.estimate import NotEstimable
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.specification_curve import NAMES, specification_curve
from mentorlift.science.effects.taken_up import taken_up
from tests.science.trial import only, panel, plan, units

PLAN = plan(pre=(-5, 0), early=(0, 40), late=(40, 60), retention_at=(10, 30), redraws=200)


def lot(rng: np.random.Generator, *sizes: int) -> tuple[np.ndarray, np.ndarray]:
    """Arms and strata: half of each stratum."""
    stratum = np.repeat(np.arange(len(sizes)), sizes)
    arm = np.concatenate([rng.permutation(np.arange(size) % 2) for size in sizes])
    return arm, stratum


def trial(seed: int = 1, **changes):
    rng = np.random.default_rng(seed)
    arm, stratum = lot(rng, 60, 40, 30)
    y = rng.gamma(1.0, 80.0, (130, 65)) + 12 * arm[:, None]
    exit_day = np.where(rng.random(130) < 0.3, rng.integers(5, 60, 130), np.inf)
    y[np.arange(-5, 60)[None, :] >= exit_day[:, None]] = np.nan
    gaps = (rng.random(y.shape) < 0.1) & np.isfinite(y)
    y[gaps] = 0.0
    people = units(arm, stratum=stratum, exit_day=exit_day, team=np.arange(130) % 13, **changes)
    return people, replace(panel(y, first_day=-5), gaps=gaps)


def test_distances_are_differences_within_strata_over_the_pooled_deviation() -> None:
    rng = np.random.default_rng(3)
    arm, stratum = lot(rng, 30, 20)
    x = rng.normal(5, 2, 50) + stratum
    found = arms_alike(units(arm, stratum=stratum), {"years": x, "site": stratum.astype(float)}, arm=1, count=50)
    direct = sum(
        (stratum == s).mean() * (x[(stratum == s) & (arm == 1)].mean() - x[(stratum == s) & (arm == 0)].mean())
        for s in (0, 1)
    ) / np.sqrt((x[arm == 1].var(ddof=1) + x[arm == 0].var(ddof=1)) / 2)
    assert found.rows[0].standardised == pytest.approx(direct, rel=1e-10)
    assert found.same == ("site",)  # everybody of a stratum works at one site


def test_the_one_test_equals_a_slow_direct_one() -> None:
    rng = np.random.default_rng(4)
    arm, stratum = lot(rng, 24, 16)
    people = units(arm, stratum=stratum)
    x = np.column_stack([rng.normal(size=40), rng.random(40) < 0.4]).astype(float)
    lottery = shuffled(people, "seed")

    def apart(codes: np.ndarray) -> np.ndarray:
        return np.sum(
            [
                (stratum == s).mean()
                * (x[(stratum == s) & (codes == 1)].mean(axis=0) - x[(stratum == s) & (codes == 0)].mean(axis=0))
                for s in (0, 1)
            ],
            axis=0,
        )

    drawn = np.array([apart(codes) for codes in lottery(0, 300)])
    inverse = np.linalg.inv(np.cov(np.vstack([apart(arm), drawn]), rowvar=False))
    far = [float(d @ inverse @ d) for d in (apart(arm), *drawn)]
    direct = (1 + sum(each >= far[0] - 1e-9 for each in far[1:])) / 301
    found = arms_alike(people, {"a": x[:, 0], "b": x[:, 1]}, arm=1, redraws=lottery, count=300)
    assert found.p_value == pytest.approx(direct, abs=1e-12)


def test_a_fair_lottery_is_called_uneven_as_seldom_as_it_says() -> None:
    rng, low, runs = np.random.default_rng(5), 0, 300
    for _ in range(runs):
        arm, stratum = lot(rng, 20, 20)
        x = {"a": rng.normal(size=40), "b": rng.gamma(0.5, 1, 40)}
        low += (arms_alike(units(arm, stratum=stratum), x, arm=1, count=99).p_value or 1) <= 0.1
    assert low / runs <= 0.1 + 3 * np.sqrt(0.09 / runs)


def test_many_characteristics_and_few_redraws_make_no_fair_lottery_uneven() -> None:
    rng, low, runs = np.random.default_rng(7), 0, 200
    for run in range(runs):
        arm, _ = lot(rng, 100)
        x = {f"c{k}": rng.normal(size=100) for k in range(24)}
        low += (arms_alike(units(arm), x, arm=1, count=99, seed=str(run)).p_value or 1) <= 0.1
    assert low / runs <= 0.1 + 3 * np.sqrt(0.09 / runs)


def test_a_list_edited_after_the_draw_is_seen() -> None:
    rng = np.random.default_rng(6)
    arm, stratum = lot(rng, 60)
    found = arms_alike(units(arm, stratum=stratum), {"years": rng.normal(size=60) + 2 * arm}, arm=1, count=999)
    assert found.p_value is not None
    assert found.p_value <= 0.002


def test_nothing_known_is_no_balance() -> None:
    arm, stratum = lot(np.random.default_rng(1), 10, 10)
    with pytest.raises(NotEstimable, match="nothing is known"):
        arms_alike(units(arm, stratum=stratum), {"site": stratum.astype(float)}, arm=1)


def test_each_way_is_the_estimator_called_by_hand() -> None:
    people, sold = trial()
    found = analyse([Drawn(units=people, panels={"revenue": sold}, redraws=shuffled(people, "x"))], PLAN)
    curve = {one.name: one.estimate for one in specification_curve(people, sold, PLAN, found)}
    assert tuple(curve) == NAMES

    def percent(rows):
        return only(rows, window="early", scale="percent")

    seen = sold.y[:, 5:45]
    cut = replace(sold, y=np.minimum(sold.y, np.percentile(seen[np.isfinite(seen)], 99)))
    absent = replace(sold, y=np.where(sold.gaps, np.nan, sold.y))
    bare = replace(PLAN, pre_period_mean=False)
    by_hand = {
        "planned": itt_per_day(people, sold, PLAN),
        "half_window": itt_per_day(people, sold, replace(PLAN, early=(0, 20))),
        "longer_window": itt_per_day(people, sold, replace(PLAN, early=(0, 60))),
        "after_settling": itt_per_day(people, sold, replace(PLAN, early=(14, 40))),
        "missing_otherwise": itt_per_day(people, absent, PLAN),
        "winsorised": itt_per_day(people, cut, PLAN),
        "person_means": itt(people, sold, bare),
        "person_means_adjusted": itt(people, sold, PLAN),
        "person_means_by_team": itt(replace(people, cluster=people.team), sold, replace(bare, errors="CR2")),
    }
    for name, rows in by_hand.items():
        direct = percent(rows)
        assert (curve[name].estimate, curve[name].ci_low) == (direct.estimate, direct.ci_low), name
    total = only(found, question="total_value", window="early", scale="percent")
    assert curve["leavers_at_zero"] == total
    money = only(found, question="total_value", window="early", scale="difference")
    lottery = only(found, question="randomisation_inference", window="early", unit="currency")
    base = 100 * money.estimate / total.estimate  # what the control brings in
    assert curve["redrawn"].estimate == pytest.approx(100 * lottery.estimate / base, rel=1e-9)
    assert curve["redrawn"].ci_low == pytest.approx(100 * lottery.ci_low / base, rel=1e-9)


def test_a_way_that_cannot_be_gone_says_why() -> None:
    people, sold = trial()
    short = replace(PLAN, early=(0, 50))
    bare = replace(people, team=None)
    found = analyse([Drawn(units=bare, panels={"revenue": replace(sold, gaps=None)})], short)
    curve = {one.name: one.estimate for one in specification_curve(bare, replace(sold, gaps=None), short, found)}
    for name, why in (
        ("longer_window", "end on day 60"),
        ("missing_otherwise", "no working day is without a row"),
        ("person_means_by_team", "which team"),
        ("redrawn", "no draw file"),
    ):
        assert why in (curve[name].not_estimable or ""), name


def test_counts_are_those_one_would_count() -> None:
    people, _ = trial(dose=np.where(np.arange(130) % 3 == 0, np.nan, np.arange(130) % 5.0))
    people = replace(people, served_day=np.where((people.arm == 0) & (np.arange(130) < 20), 30.0, np.inf))
    found = taken_up(people, PLAN, arm=1)
    mentored = people.arm == 1
    assert sum(row.treated for row in found.met) == mentored.sum() == found.n_treated
    assert {(row.least, row.most): row.treated for row in found.met}[4, None] == (mentored & (people.dose == 4)).sum()
    assert found.met[-1].least == -1
    assert found.crossed["early"] == ((people.arm == 0)[:20]).sum()
    gone = (people.exit_day <= 30) & mentored
    assert found.left[1].left_treated == gone.sum()


def test_several_arms_are_told_apart() -> None:
    rng = np.random.default_rng(2)
    arm = rng.permutation(np.arange(90) % 3)
    people = units(arm, arms=("later", "weekly", "monthly"))
    sold = panel(rng.gamma(1, 50, (90, 60)))
    drawn = Drawn(units=people, panels={"revenue": sold})
    several = replace(PLAN, treated=("weekly", "monthly"))
    rows = doubts(drawn, {"years": rng.normal(size=90)}, several, analyse([drawn], several))
    assert [row.arm for row in rows] == ["weekly", "monthly"]
    assert {one.estimate.arm for one in rows[1].curve} == {"monthly"}
    assert rows[0].balance
    assert rows[0].balance.n_treated == 30


def test_without_a_draw_file_whole_teams_are_shuffled_and_every_row_has_its_own_numbers() -> None:
    team = np.arange(24) // 3
    people = units((team % 2).astype(int), stratum=(team >= 4).astype(int), cluster=team)
    rows = shuffled(people, "seed")(0, 30)
    for row in rows:
        assert all(len(set(row[team == one])) == 1 for one in range(8))
        assert [row[people.stratum == s].sum() for s in (0, 1)] == [6, 6]
    assert len({tuple(row) for row in rows}) > 10
    np.testing.assert_array_equal(shuffled(people, "seed")(20, 10), rows[20:])


def test_where_chances_differ_the_distance_weighs_people_by_theirs() -> None:
    rng = np.random.default_rng(6)
    chance = rng.uniform(0.2, 0.8, 40)
    people = units((rng.random(40) < chance).astype(int), chance=np.column_stack([1 - chance, chance]))
    x = rng.normal(size=40)
    redraws = [(rng.random(40) < chance).astype(np.int8) for _ in range(99)]
    found = arms_alike(people, {"x": x}, arm=1, redraws=lambda first, count: np.array(redraws[first : first + count]),
                       count=99)  # fmt: skip

    def apart(arm: np.ndarray) -> float:
        one, zero = (np.average(x[arm == a], weights=1 / people.chance[arm == a, a]) for a in (1, 0))
        return abs(one - zero)

    assert found.rows[0].mean_treated - found.rows[0].mean_control == pytest.approx(
        np.average(x[people.arm == 1], weights=1 / chance[people.arm == 1])
        - np.average(x[people.arm == 0], weights=1 / (1 - chance)[people.arm == 0]),
        rel=1e-8,
    )
    as_far = sum(apart(arm) >= apart(people.arm) * (1 - 1e-9) for arm in redraws)
    assert found.p_value == pytest.approx((1 + as_far) / 100)


@pytest.mark.parametrize("assignment", ["comparison", "staggered"])
def test_a_design_without_a_draw_is_held_against_its_own_question(assignment: str) -> None:
    rng = np.random.default_rng(8)
    arm = np.arange(80) % 2
    starts = 20_000 + 14 * (np.arange(80) // 2 % 3)
    sold = panel(rng.lognormal(3, 0.3, (80, 120)) + 5 * arm[:, None], first_day=-60)
    people = units(arm, started=starts, served_day=np.where(arm == 1, 0.0, np.inf))
    chosen = replace(PLAN, assignment=assignment, early=(0, 14), late=(14, 28), pre=(-28, 0))
    found = analyse([Drawn(units=people, panels={"revenue": sold})], chosen)
    curve = {one.name: one.estimate for one in specification_curve(people, sold, chosen, found)}
    question = {"comparison": "difference_in_differences", "staggered": "staggered"}[assignment]
    assert curve["planned"] == only(found, question=question, window="early", scale="percent")
    assert {curve[name].question for name in ("half_window", "longer_window", "winsorised")} == {question}
    for name in ("person_means", "person_means_adjusted", "person_means_by_team", "leavers_at_zero", "redrawn"):
        assert "were not drawn" in (curve[name].not_estimable or ""), name


def test_a_planned_limit_is_not_cut_a_second_time() -> None:
    people, sold = trial()
    limited = replace(sold, limit=float(np.nanmax(sold.y)))
    curve = {one.name: one.estimate for one in specification_curve(people, limited, PLAN, [])}
    assert "the plan itself limits" in (curve["winsorised"].not_estimable or "")
