import math

import numpy as np
import pytest

from mentorlift.science.lottery.balance import balance
from mentorlift.science.lottery.design import Design
from mentorlift.science.lottery.drawing import draw
from mentorlift.science.lottery.power import NothingVaries, smallest_visible
from mentorlift.science.lottery.record import as_record
from mentorlift.science.lottery.redraws import Redraws


def test_redraws_keep_the_counts_of_every_stratum_and_leave_out_who_was_not_drawn():
    rows = [{"person_id": f"{i:02d}", "site": "AB"[i % 2], "wish": "yes" if i < 24 else "no"} for i in range(30)]
    drawn = draw(rows, Design(seed="s", allocation={"m": 9, "l": 15}, strata=("site",), only={"wish": "yes"}))
    record = as_record(drawn, rows)
    redraws = Redraws(record, [row["person_id"] for row in rows], ["l", "m"])
    block = redraws.block(400, np.random.default_rng(1))
    assert block.shape == (400, 30)
    assert (block[:, 24:] == -1).all()
    observed = redraws.observed
    for site in range(2):
        inside = np.arange(24)[np.arange(24) % 2 == site]
        assert ((block[:, inside] == 1).sum(axis=1) == (observed[inside] == 1).sum()).all()
        share = (observed[inside] == 1).mean()
        assert np.allclose((block[:, inside] == 1).mean(axis=0), share, atol=4 * math.sqrt(share * (1 - share) / 400))


def test_redraws_move_clusters_as_a_whole():
    rows = [{"person_id": f"{i:02d}", "cluster": f"t{i // 5}"} for i in range(40)]
    record = as_record(draw(rows, Design(seed="s", allocation={"m": 3, "l": 5}, clusters=True)), rows)
    block = Redraws(record, [row["person_id"] for row in rows], ["l", "m"]).block(50, np.random.default_rng(2))
    teams = block.reshape(50, 8, 5)
    assert (teams == teams[:, :, :1]).all()
    assert ((teams[:, :, 0] == 1).sum(axis=1) == 3).all()


def test_the_balance_table_gives_the_standardised_difference():
    rows = [{"person_id": f"{i}", "years": str(i % 4), "site": "AB"[i % 2]} for i in range(40)]
    drawn = draw(rows, Design(seed="s", allocation={"m": 16, "l": 24}))
    table = {row.characteristic: row for row in balance(drawn, rows)}
    arms = drawn.arms()
    own = [float(row["years"]) for row in rows if arms[row["person_id"]] == "m"]
    other = [float(row["years"]) for row in rows if arms[row["person_id"]] == "l"]
    expected = (np.mean(own) - np.mean(other)) / math.sqrt((np.var(own, ddof=1) + np.var(other, ddof=1)) / 2)
    assert table["years"].standardised == pytest.approx(expected)
    assert table["site = A"].mean == pytest.approx(
        np.mean([row["site"] == "A" for row in rows if arms[row["person_id"]] == "m"])
    )
    assert "person_id" not in table


def test_without_leavers_the_formula_is_the_one_of_two_means():
    y = np.random.default_rng(3).lognormal(3, 0.5, (200, 1)) * np.ones((1, 20))
    found = smallest_visible(y, 110, 171, runs=300)
    error = np.std(y[:, 0], ddof=1) * math.sqrt(1 / 110 + 1 / 171)
    assert found.standard_error == pytest.approx(error)
    gain = found.by_formula / found.mean
    s = error / np.mean(y[:, 0])  # the same relative error on either side of the ratio, whatever the gain
    assert math.log(1 + gain) == pytest.approx(0.8437 * s - math.log1p(-1.9692 * s), rel=1e-3)
    assert found.by_formula_percent == pytest.approx(100 * found.by_formula / found.mean)
    assert found.by_simulation_percent == pytest.approx(found.by_formula_percent, rel=0.12)


def test_people_drawn_together_show_less_than_people_drawn_alone():
    rng = np.random.default_rng(4)
    team = np.repeat(np.arange(20), 10)
    y = (rng.normal(0, 5, 20)[team] + rng.normal(50, 5, 200))[:, None] + np.zeros((1, 5))
    alone = smallest_visible(y, 100, 100, runs=200)
    together = smallest_visible(y, 10, 10, group=team, runs=200)
    assert together.by_formula > 1.5 * alone.by_formula


def test_shares_of_zero_are_counted_on_days_at_work():
    y = np.array([[0.0, 1.0, np.nan], [0.0, 2.0, 4.0], [1.0, np.nan, np.nan]])
    assert smallest_visible(y, 3, 3, runs=10).zero_share == pytest.approx(2 / 6)


def test_no_two_people_give_no_answer():
    with pytest.raises(ValueError, match="fewer than two people"):
        smallest_visible(np.full((3, 2), np.nan), 3, 3)


def test_figures_that_are_all_alike_show_nothing():
    with pytest.raises(NothingVaries):
        smallest_visible(np.zeros((30, 5)), 10, 20)


def test_a_day_on_which_hardly_anybody_works_counts_little():
    rng = np.random.default_rng(6)
    y = rng.normal(50, 5, (200, 6))
    y[3:, 5] = np.nan  # three people who started on another weekday
    found = smallest_visible(y, 80, 120, scheduled=np.array([200, 200, 200, 200, 200, 3]), runs=300)
    plain = smallest_visible(y[:, :5], 80, 120, runs=300)
    assert found.by_formula == pytest.approx(plain.by_formula, rel=0.05)
    assert found.by_simulation == pytest.approx(found.by_formula, rel=0.2)
    assert smallest_visible(y, 80, 120, runs=300).by_formula > 1.5 * plain.by_formula
