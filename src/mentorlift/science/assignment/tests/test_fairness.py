"""The sheet of fairness against counting by hand, and that it tells of no small group."""

import dataclasses

import numpy as np
import pytest

from mentorlift.science.assignment.criteria import Level
from mentorlift.science.assignment.fairness import fairness, labels
from mentorlift.science.assignment.matching import match

from . import builders


def test_each_line_is_what_counting_by_hand_gives():
    seen = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        pool = builders.pool(rng, proteges=60, mentors=25, most_places=3)
        level = Level(of="mentor", field="years", weight=2.0)
        policy = builders.policy(rng)
        policy = dataclasses.replace(policy, criteria=(level,), groups=("site", "team"))
        found = match(policy, pool)
        sheet = fairness(policy, pool, found)
        assert sheet.strength == ("years",)
        score = {pair.protege: pair.score / (2 * found.certificate.scale) for pair in found.pairs}
        for line in (sheet.everybody, *sheet.lines):
            column = pool.proteges.texts[line.field] if line.field else ("",) * 60
            people = [one for one, group in zip(pool.proteges.ids, column, strict=True) if group == line.group]
            own = [score[one] for one in people if one in score]
            if line.hidden:
                assert (line.people, line.matched, line.rate, line.mean_score) == (None, None, None, None)
                continue
            assert (line.people, line.matched, line.rate) == (len(people), len(own), len(own) / len(people))
            if line.means_hidden:
                assert (line.mean_score, line.mentor_strength) == (None, None)
            elif own:
                assert line.mean_score == pytest.approx(np.mean(own))
                # the only criterion is the mentor's level, so both figures are the same here
                assert line.mentor_strength == pytest.approx(line.mean_score)
                seen += 1
    assert seen > 40


def test_groups_under_five_and_means_over_fewer_than_five_are_not_told():
    rng = np.random.default_rng(5)
    pool = builders.pool(rng, proteges=40, mentors=20, most_places=1)
    sites = ("a",) * 3 + ("b",) * 6 + ("c",) * 31
    pool = dataclasses.replace(pool, proteges=dataclasses.replace(pool.proteges, texts={"site": sites}))
    policy = dataclasses.replace(builders.policy(rng), rules=(), criteria=(), groups=("site",))
    sheet = fairness(policy, pool, match(policy, pool))
    assert [(line.group, line.hidden) for line in sheet.lines] == [("a", "small"), ("b", "beside"), ("c", "")]
    assert (sheet.everybody.people, sheet.everybody.matched) == (40, int(pool.capacity.sum()))


def test_without_levels_of_mentors_their_strength_is_not_told():
    rng = np.random.default_rng(1)
    pool = builders.pool(rng, proteges=30, mentors=20)
    policy = dataclasses.replace(builders.policy(rng), criteria=(), groups=("site",))
    sheet = fairness(policy, pool, match(policy, pool))
    assert sheet.strength == ()
    assert sheet.everybody.mentor_strength is None


def test_many_numbers_become_three_bands_and_words_stay():
    assert labels(["north", "", "south"]) == ("north", "", "south")
    assert labels(["1", "2", "2"]) == ("1", "2", "2")
    found = labels([str(k) for k in range(1, 31)] + [""])
    assert (found[0], found[9], found[10], found[29], found[30]) == (
        "up to 10", "up to 10", "above 10, up to 20", "above 20", "",
    )  # fmt: skip
