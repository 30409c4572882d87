"""Draws that are accepted by how alike the arms are: what stands, who is where how often, and who can repeat it."""

import itertools
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from mentorlift.science.lottery.acceptance import acceptance, number_of, try_seed
from mentorlift.science.lottery.design import Acceptance, Design, UnableToDraw
from mentorlift.science.lottery.drawing import draw
from mentorlift.science.lottery.record import as_record
from mentorlift.science.lottery.redraws import Redraws
from mentorlift.science.lottery.verification import verify

ROSTER = [
    {
        "person_id": f"p{i}",
        "site": "N" if i < 4 else "S",
        "age": str(20 + 3 * i + i * i % 5),
        "score": f"{i * 7 % 10}.5",
    }
    for i in range(8)
]
ARMS = {"mentored": 4, "later": 4}


def distance(chosen, strata):
    """Mahalanobis' distance of the stratified means, in plain floating point."""
    x = np.array([[float(row["age"]), float(row["score"])] for row in ROSTER])
    apart, covariance = np.zeros(2), np.zeros((2, 2))
    for rows in strata:
        one = [i for i in rows if i in chosen]
        zero = [i for i in rows if i not in chosen]
        share = len(rows) / len(x)
        apart += share * (x[one].mean(axis=0) - x[zero].mean(axis=0))
        covariance += share**2 * np.cov(x[rows].T) * (1 / len(one) + 1 / len(zero))
    return float(apart @ np.linalg.solve(covariance, apart))


def design(seed, *, strata=(), threshold="1.5", columns=("age", "score"), arms=ARMS):
    return Design(
        seed=seed,
        allocation=arms,
        strata=strata,
        rerandomise=Acceptance(columns=columns, share="0.5", threshold=threshold),
    )


def mentored(drawn):
    return frozenset(int(person[1:]) for person, arm in drawn.arms().items() if arm == "mentored")


@pytest.mark.parametrize("strata", [(), ("site",)])
def test_over_many_seeds_every_draw_that_is_alike_enough_comes_as_often_and_no_other(strata):
    layout = [range(4), range(4, 8)] if strata else [range(8)]
    layout = [list(rows) for rows in layout]
    every = [
        frozenset(chosen)
        for chosen in itertools.combinations(range(8), 4)
        if all(len(set(rows) & set(chosen)) == len(rows) / 2 for rows in layout)
    ]
    fine = [chosen for chosen in every if distance(chosen, layout) <= 1.5]
    assert 4 < len(fine) < len(every)
    count = 60 * len(fine)
    seen = Counter(mentored(draw(ROSTER, design(f"seed {k}", strata=strata))) for k in range(count))
    assert set(seen) == set(fine)
    chi = sum((seen[chosen] - 60) ** 2 / 60 for chosen in fine)
    assert chi < len(fine) + 4 * np.sqrt(2 * len(fine))


def test_redraws_are_those_that_would_have_been_accepted():
    drawn = draw(ROSTER, design("a seed", strata=("site",)))
    record = as_record(drawn, ROSTER)
    people = [row["person_id"] for row in ROSTER]
    found = Redraws(record, people, ("later", "mentored")).block(4000, np.random.default_rng(1))
    layout = [list(range(4)), list(range(4, 8))]
    fine = [
        frozenset(a + b)
        for a in itertools.combinations(range(4), 2)
        for b in itertools.combinations(range(4, 8), 2)
        if distance(frozenset(a + b), layout) <= 1.5
    ]
    seen = Counter(frozenset(np.flatnonzero(row == 1).tolist()) for row in found)
    assert set(seen) == set(fine)
    expected = 4000 / len(fine)
    assert sum((n - expected) ** 2 / expected for n in seen.values()) < len(fine) + 4 * np.sqrt(2 * len(fine))


def test_three_arms_are_each_held_against_the_last():
    arms = {"class": 3, "mentored": 2, "later": 3}
    drawn = draw(ROSTER, design("three", columns=("age",), threshold="0.8", arms=arms))
    record = as_record(drawn, ROSTER)
    people = [row["person_id"] for row in ROSTER]
    ages = np.array([float(row["age"]) for row in ROSTER])
    found = Redraws(record, people, ("mentored", "later", "class")).block(500, np.random.default_rng(1))
    for row in (*found, [("mentored", "later", "class").index(drawn.arms()[p]) for p in people]):
        means = {name: ages[np.asarray(row) == code].mean() for code, name in enumerate(("mentored", "later", "class"))}
        for name, count in (("class", 3), ("mentored", 2)):
            variance = ages.var(ddof=1) * (1 / count + 1 / 3)
            assert (means[name] - means["later"]) ** 2 / variance <= 0.8 + 1e-9


def test_the_record_says_rule_and_tries_and_verifies():
    drawn = draw(ROSTER, design("another", threshold="0.2"))
    record = as_record(drawn, ROSTER)
    assert record["rerandomised"]["threshold"] == "0.2" and record["tries"]["all"] == drawn.tries["all"] > 1
    assert "drawn again" in record["acceptance"]
    assert verify(record, ROSTER).verifies
    changed = [{**row, "age": "77"} if row["person_id"] == "p3" else row for row in ROSTER]
    assert not verify(record, changed).verifies  # an age that was another when it was drawn
    assert not verify({**record, "tries": {"all": 1}}, ROSTER).verifies
    wrong = {**record["rerandomised"], "values": {**record["rerandomised"]["values"], "p1": ["1", "1"]}}
    assert "rerandomised" in verify({**record, "rerandomised": wrong}, ROSTER).faults[0]


def test_the_first_try_has_the_seed_itself_so_that_a_wide_rule_changes_nothing():
    plain = draw(ROSTER, Design(seed="s", allocation=ARMS))
    wide = draw(ROSTER, design("s", threshold="1000"))
    assert plain.arms() == wide.arms() and wide.tries == {"all": 1}
    assert try_seed("s", 1) == "s" != try_seed("s", 2)


def test_whole_teams_are_alike_by_the_means_of_their_people():
    people = [{"person_id": f"p{i}", "cluster": f"t{i // 3}", "age": str(20 + i * i % 17)} for i in range(24)]
    rule = Acceptance(columns=("age",), share="0.3", threshold="0.1")
    drawn = draw(people, Design(seed="t", allocation=ARMS, clusters=True, rerandomise=rule))
    means = np.array([np.mean([20 + i * i % 17 for i in range(3 * t, 3 * t + 3)]) for t in range(8)])
    chosen = np.array([drawn.arms()[f"p{3 * t}"] == "mentored" for t in range(8)])
    assert (means[chosen].mean() - means[~chosen].mean()) ** 2 / (means.var(ddof=1) / 2) <= 0.1
    found = Redraws(as_record(drawn, people), [p["person_id"] for p in people], ("later", "mentored"))
    for row in found.block(50, np.random.default_rng(1)):
        assert all(len(set(row[3 * t : 3 * t + 3])) == 1 for t in range(8))


def test_about_the_wanted_share_of_draws_is_accepted():
    rng = np.random.default_rng(5)
    people = [{"person_id": f"p{i}", "a": f"{rng.normal():.4f}", "b": f"{rng.normal():.4f}"} for i in range(60)]
    rule = acceptance(("a", "b"), "0.25")
    tries = [
        draw(people, Design(seed=f"k{k}", allocation={"mentored": 30, "later": 30}, rerandomise=rule)).tries["all"]
        for k in range(150)
    ]
    assert np.mean(tries) == pytest.approx(4, abs=4 * np.sqrt(12 / 150))


@pytest.mark.parametrize(
    ("roster", "wanted", "why"),
    [
        (ROSTER, design("x", columns=("age", "age")), "repeat each other"),
        (ROSTER, design("x", threshold="0"), "none of 50 draws is alike enough"),
        ([{**row, "age": "old"} for row in ROSTER], design("x"), "age is no number for p0, p1"),
        (ROSTER, design("x", columns=("height",)), "the roster has no column height"),
    ],
)
def test_what_cannot_be_accepted_says_why(roster, wanted, why, monkeypatch):
    monkeypatch.setattr("mentorlift.science.lottery.drawing.MOST_TRIES", 50)
    with pytest.raises(UnableToDraw, match=why):
        draw(roster, wanted)


def test_shares_and_numbers_are_read_exactly():
    assert number_of(" 0.1 ") == Fraction(1, 10) and number_of("x") is None and number_of("nan") is None
    for share in ("0", "1", "many"):
        with pytest.raises(UnableToDraw, match="no share"):
            acceptance(("a",), share)
