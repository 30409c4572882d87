"""Unequal chances: exact numbers, everybody with the own chance, and redraws of the same kind."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from mentorlift.science.lottery.design import Design, UnableToDraw
from mentorlift.science.lottery.drawing import draw
from mentorlift.science.lottery.record import as_record
from mentorlift.science.lottery.redraws import Redraws, pivotal_rows
from mentorlift.science.lottery.unequal import chances, pivotal
from mentorlift.science.lottery.verification import verify

WEIGHTS = ["1", "1", "2", "2", "3", "1", "2", "0.5", "1.5", "1"]
ROSTER = [
    {"person_id": f"p{i}", "site": "N" if i < 5 else "S", "need": weight, "arm": ""} for i, weight in enumerate(WEIGHTS)
]
TOTAL = sum(map(float, WEIGHTS))


def design(seed, **changes):
    return Design(**({"seed": seed, "allocation": {"mentored": 4, "later": 6}, "weight": "need"} | changes))


def test_chances_follow_the_weights_and_add_up_to_the_places():
    found = chances({"a": Fraction(1), "b": Fraction(2), "c": Fraction(3)}, 1)
    assert found == {"a": Fraction(1, 6), "b": Fraction(1, 3), "c": Fraction(1, 2)}


def test_every_way_the_pivotal_lottery_can_go_gives_everybody_the_own_chance():
    wanted = [Fraction(1, 2), Fraction(2, 3), Fraction(1, 3), Fraction(1, 4), Fraction(1, 4)]
    held = [Fraction(0)] * 5

    def walk(answers, probability):
        """All outcomes: the coin is asked in turn, and both its sides are followed."""
        asked = []

        def below(chance):
            asked.append(chance)
            return answers[len(asked) - 1] if len(asked) <= len(answers) else True

        inside = pivotal(wanted, below)
        if len(asked) > len(answers):
            chance = asked[len(answers)]
            for side, p in ((True, chance), (False, 1 - chance)):
                if p:
                    walk([*answers, side], probability * p)
            return
        assert sum(inside) == 2
        for i, chosen in enumerate(inside):
            held[i] += probability * chosen

    walk([], Fraction(1))
    assert held == wanted


@pytest.mark.parametrize("strata", [(), ("site",)])
def test_over_many_seeds_everybody_is_drawn_as_often_as_the_chance_says(strata):
    seen, runs = Counter(), 3000
    for k in range(runs):
        drawn = draw(ROSTER, design(f"seed {k}", strata=strata))
        seen.update(person for person, arm in drawn.arms().items() if arm == "mentored")
        assert sum(arm == "mentored" for arm in drawn.arms().values()) == 4
        for stratum in drawn.strata:
            assert abs(stratum.counts["mentored"] - stratum.expected["mentored"]) < 1
    for i, weight in enumerate(WEIGHTS):
        chance = 4 * float(weight) / TOTAL
        assert seen[f"p{i}"] / runs == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / runs))


def test_redraws_have_the_same_chances_and_numbers():
    record = as_record(draw(ROSTER, design("a", strata=("site",))), ROSTER)
    people = [row["person_id"] for row in ROSTER]
    redraws = Redraws(record, people, ("later", "mentored"))
    found = redraws.block(20_000, np.random.default_rng(1)) == 1
    chance = 4 * np.array([float(w) for w in WEIGHTS]) / TOTAL
    assert (found.sum(axis=1) == 4).all()
    assert found.mean(axis=0) == pytest.approx(chance, abs=4 * 0.5 / np.sqrt(20_000))
    north = found[:, :5].sum(axis=1)
    assert set(north) <= {np.floor(chance[:5].sum()), np.ceil(chance[:5].sum())}
    assert redraws.chances[:, 1] == pytest.approx(chance) and redraws.chances.sum(axis=1) == pytest.approx(1)


def test_rows_of_redraws_are_the_pivotal_lottery():
    chance = np.array([0.5, 0.75, 0.25, 0.5])
    found = pivotal_rows(chance, np.arange(4), 40_000, np.random.default_rng(3))
    seen = {key: n / 40_000 for key, n in Counter(map(tuple, found.tolist())).items()}
    # 0.5 + 0.75 >= 1: the first is in with (1 - 0.75) / (2 - 1.25), and the second then with the 0.25 left
    assert sum(n for key, n in seen.items() if key[0] and not key[1]) == pytest.approx(1 / 3 * (1 - 0.25), abs=0.02)


def test_whole_teams_and_the_record():
    people = [{"person_id": f"p{i}", "cluster": f"t{i // 2}", "need": str(1 + i // 2 % 3)} for i in range(16)]
    drawn = draw(people, design("teams", allocation={"mentored": 3, "later": 5}, clusters=True))
    assert all(drawn.arms()[f"p{2 * t}"] == drawn.arms()[f"p{2 * t + 1}"] for t in range(8))
    record = as_record(drawn, people)
    assert record["weight"] == "need" and "pivotal" in record["rounding"]
    assert verify(record, people).verifies
    wrong = [{**record["assignments"][0], "chance": 0.9}, *record["assignments"][1:]]
    assert not verify({**record, "assignments": wrong}, people).verifies
    block = Redraws(record, [p["person_id"] for p in people], ("later", "mentored")).block(20, np.random.default_rng(1))
    assert (block[:, ::2] == block[:, 1::2]).all() and (block.sum(axis=1) == 6).all()


@pytest.mark.parametrize(
    ("changes", "need", "why"),
    [
        ({}, "100", "p0: with this weight they are drawn for certain"),
        ({}, "0", "p0: a weight above zero is needed"),
        ({}, "much", "need is no number for p0"),
        ({"allocation": {"a": 3, "b": 3, "c": 4}}, "1", "two arms only"),
    ],
)
def test_what_cannot_be_drawn_says_why(changes, need, why):
    with pytest.raises(UnableToDraw, match=why):
        draw([{**ROSTER[0], "need": need}, *ROSTER[1:]], design("x", **changes))
