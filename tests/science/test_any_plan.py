"""Whatever a plan asks of whatever people, from files to files: every row is finite figures or a reason.

Features that were built apart meet here: unequal chances, teams, rerandomised draws, several arms, limits, groups,
ratios, several times before the start, starts at different times, comparison groups.
"""

import math

import pytest

from tests.science.any_files import DESIGNS, analysed

SEEDS = range(18)


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_is_figures_or_a_reason(tmp_path, seed):
    found, page = analysed(tmp_path, seed, DESIGNS[seed % len(DESIGNS)])
    ways = [row for entry in found["doubts"] for row in entry["curve"]]
    for row in (*found["estimates"], *ways):
        check(row)
    assert "nan" not in page.lower().split()


NUMBERS = ("estimate", "se", "ci_low", "ci_high", "p_value", "df")


def check(row):
    numbers = [row[name] for name in NUMBERS if row[name] is not None]
    if "not_estimable" in row:
        assert row["not_estimable"] and not numbers, row
        return
    assert row["estimate"] is not None and all(map(math.isfinite, numbers)), row
    assert row["p_value"] is None or 0 <= row["p_value"] <= 1, row
    if row["ci_low"] is not None and row["ci_high"] is not None:
        assert row["ci_low"] <= row["ci_high"], row
        if row["ci_kind"] == "interval" and row["question"] != "confidence_sequence":
            assert row["ci_low"] <= row["estimate"] <= row["ci_high"], row
