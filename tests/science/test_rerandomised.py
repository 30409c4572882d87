"""Inference after rerandomisation: intervals that hold and are narrower, and a redrawn test of the right size."""

import csv
import json
import math
from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.data import Alike
from mentorlift.science.effects.randomisation_inference import randomisation_inference
from mentorlift.science.effects.rerandomised import _spread, rerandomised
from mentorlift.science.effects.total_value import total_value
from mentorlift.science.lottery.redraws import Redraws
from tests.science.any_files import after_the_draw, draw, figures_of, people_of, run, write
from tests.science.trial import only, panel, plan, units

PLAN = plan(assignment="lottery", early=(0, 5), late=(0, 5), redraws=199)
N, THRESHOLD = 80, 0.2107  # chi-squared with two degrees of freedom: one draw in ten


def record(x, arm):
    people = [f"p{i}" for i in range(N)]
    return {
        "arms": ["mentored", "later"],
        "strata": [{"name": "N"}, {"name": "S"}],
        "assignments": [
            {"person_id": p, "arm": ("later", "mentored")[a], "branch": "", "stratum": "NS"[i % 2], "unit": p}
            for i, (p, a) in enumerate(zip(people, arm, strict=True))
        ],
        "rerandomised": {
            "threshold": str(THRESHOLD),
            "values": {p: [str(v) for v in row] for p, row in zip(people, x, strict=True)},
        },
    }, people


def accepted(seed, explains=1.0, gain=0.0):
    """People of two strata drawn until the arms are alike in two columns, which tell what people sell."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 1, (N, 2)).round(4)
    first = np.where(np.arange(N) // 2 % 2, 1, 0)
    lottery = Redraws(*record(x, first), ("later", "mentored"))
    arm = lottery.block(1, rng)[0].astype(int)
    y = (100 + 10 * explains * (x[:, 0] + x[:, 1]) + rng.normal(0, 6, N))[:, None] + rng.normal(0, 3, (N, 5))
    y = y + gain * arm[:, None]
    people = units(arm, stratum=np.arange(N) % 2)
    return people, panel(y), Redraws(*record(x, arm), ("later", "mentored")), x


def test_the_interval_holds_the_truth_and_is_much_narrower_than_the_usual_one():
    held, usual, widths, plain, values = [], [], [], [], []
    for seed in range(150):
        people, outcome, lottery, x = accepted(seed, gain=2.0)
        columns, threshold = lottery.alike
        assert columns == pytest.approx(x)
        got = only(rerandomised(people, outcome, PLAN, Alike(columns=columns, threshold=threshold)), window="early")
        other = only(total_value(people, outcome, PLAN), window="early", scale="difference")
        assert got.estimate == pytest.approx(other.estimate)
        held.append(got.ci_low <= 10 <= got.ci_high)
        usual.append(other.ci_low <= 10 <= other.ci_high)
        widths.append(got.ci_high - got.ci_low)
        plain.append(other.ci_high - other.ci_low)
        values.append(got.estimate)
    assert abs(np.mean(values) - 10) < 4 * np.std(values) / math.sqrt(150)
    assert 0.95 - 3 * math.sqrt(0.05 * 0.95 / 150) - 0.01 <= np.mean(held)
    assert np.mean(usual) > 0.99  # the usual interval is safe, and too wide
    assert np.mean(widths) < 0.7 * np.mean(plain)


def test_where_the_columns_explain_nothing_it_is_the_usual_interval():
    spread = np.abs(_spread(0.0, THRESHOLD, 2, math.inf))
    assert np.quantile(spread, 0.95) == pytest.approx(1.96, abs=0.02)
    accepted_only = _spread(1.0, THRESHOLD, 2, math.inf)
    rng = np.random.default_rng(4)
    drawn = rng.standard_normal((400_000, 2))
    slow = drawn[(drawn**2).sum(axis=1) <= THRESHOLD, 0]
    assert accepted_only.std() == pytest.approx(slow.std(), rel=0.02)
    assert np.quantile(accepted_only, 0.9) == pytest.approx(np.quantile(slow, 0.9), rel=0.03)


def test_with_sixteen_people_and_three_columns_the_interval_still_holds():
    threshold, held, runs = 0.5844, 0, 400  # one draw in ten
    for seed in range(runs):
        rng = np.random.default_rng([8, seed])
        x = rng.normal(size=(16, 3))
        y = 100 + rng.normal(size=16) + 0.5 * x.sum(axis=1)
        arm, far = np.repeat((0, 1), 8), np.inf
        while far > threshold:
            arm = rng.permutation(arm)
            apart = x[arm == 1].mean(axis=0) - x[arm == 0].mean(axis=0)
            far = apart @ np.linalg.solve(np.cov(x.T) / 4, apart)
        asked = rerandomised(units(arm), panel(y[:, None]), plan(early=(0, 1)), Alike(columns=x, threshold=threshold))
        got = only(asked, window="early")
        held += got.ci_low <= 0 <= got.ci_high
        assert got.p_value > 0
    assert held / runs >= 0.95 - 0.01 - 3 * math.sqrt(0.05 * 0.95 / runs)


def test_where_nobody_is_left_to_tell_what_columns_explain_nothing_is_said():
    x = np.random.default_rng(1).normal(size=(8, 6))
    asked = rerandomised(
        units(np.arange(8) % 2), panel(x[:, :1] + 100), plan(early=(0, 1)), Alike(columns=x, threshold=3.0)
    )
    assert "too few people to tell what 6 columns explain" in only(asked, window="early").not_estimable


def test_the_redrawn_test_has_its_size():
    p_values = []
    for seed in range(100):
        people, outcome, lottery, _ = accepted(seed)

        def redraws(first, count, lottery=lottery, seed=seed):
            return lottery.block(count, np.random.default_rng([seed, first]))

        found = randomisation_inference(people, outcome, replace(PLAN, redraws=99), redraws)
        p_values.append(only(found, window="early", unit="currency").p_value)
    assert np.mean(np.array(p_values) <= 0.1) == pytest.approx(0.1, abs=3 * math.sqrt(0.09 / 100))


def test_the_first_draw_gives_no_such_question_and_no_variation_no_answer():
    people, outcome, lottery, _ = accepted(1)
    assert rerandomised(people, outcome, PLAN, None) == []
    flat = replace(outcome, y=np.ones_like(outcome.y))
    columns, threshold = lottery.alike
    found = rerandomised(people, flat, PLAN, Alike(columns=columns, threshold=threshold))
    assert all("same total" in e.not_estimable for e in found)


@pytest.mark.parametrize("ignored", [True, False])
def test_redraws_obey_the_rule_or_are_not_made(tmp_path, ignored):
    rng = np.random.default_rng(1)
    rows = people_of(rng, "alike")
    draw(tmp_path, rows, ["mentored", "class", "later"], "alike", 1)
    after_the_draw(rng, rows)
    write(tmp_path / "roster.csv", rows)
    with (tmp_path / "outcomes.csv").open("w", newline="") as file:
        csv.writer(file).writerows(figures_of(rng, rows))
    arms = 'treated = "mentored"\nignore = "class"' if ignored else 'treated = ["mentored", "class"]'
    windows = "[window]\nearly = [0, 7]\nlate = [7, 14]\n[inference]\nredraws = 20\n"
    plan_text = f'[design]\n{arms}\ncontrol = "later"\n[outcome]\nprimary = "revenue"\n{windows}'
    (tmp_path / "plan.toml").write_text(plan_text)
    names = {"roster": "roster.csv", "outcomes": "outcomes.csv", "plan": "plan.toml", "draw": "draw.json"}
    files = [part for name, file in names.items() for part in (f"--{name}", tmp_path / file)]
    done = run("analyse", *files, "--out", tmp_path / "out.json")
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "out.json").read_text())["estimates"]
    tests = [row for row in found if row["question"] == "randomisation_inference"]
    assert tests
    assert all(("leaves out" in row.get("not_estimable", "")) == ignored for row in tests)
    assert any(row["question"] == "rerandomised" for row in found) != ignored
    spread = [row for row in found if row["question"] == "spillover"]
    assert spread
    assert all(("leaves out" in row.get("not_estimable", "")) == ignored for row in spread)
    assert all(ignored or "whole redraws compared two by two" in row["method"] for row in spread)
