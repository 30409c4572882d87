"""Stable pairs against a second implementation: the package `matching`, hospitals and residents with capacities."""

import numpy as np
from matching.games import HospitalResident

from mentorlift.science.assignment.stable import blocking_pairs, deferred_acceptance

from .slow import blocking_pairs as count_blocking


def instance(rng):
    """Liking with many ties, rules that bar pairs, one to three places a mentor."""
    people, mentors = int(rng.integers(1, 13)), int(rng.integers(1, 8))
    top = int(rng.choice([1, 3, 1_000]))
    theirs, of_mentors = (rng.integers(0, top, (people, mentors)).astype(np.int64) for _ in range(2))
    numbers = rng.permutation(people * mentors).reshape(people, mentors).astype(np.int64)
    allowed = rng.random((people, mentors)) < rng.choice([0.3, 0.7, 1.0])
    return theirs, of_mentors, numbers, allowed, rng.integers(1, 4, mentors).astype(np.int64)


def by_the_package(theirs, of_mentors, numbers, allowed, capacity):
    """Who has whom, protégés proposing, with ties broken by the larger number on both sides."""

    def ordered(options, liking, drawn):
        return sorted(options, key=lambda k: (-liking[k], -drawn[k]))

    residents = {
        f"p{i}": [f"m{j}" for j in ordered(np.flatnonzero(row), theirs[i], numbers[i])]
        for i, row in enumerate(allowed)
        if row.any()
    }
    hospitals = {
        f"m{j}": [f"p{i}" for i in ordered(np.flatnonzero(row), of_mentors[:, j], numbers[:, j])]
        for j, row in enumerate(allowed.T)
        if row.any()
    }
    places = {f"m{j}": int(capacity[j]) for j in range(len(capacity)) if f"m{j}" in hospitals}
    solved = HospitalResident.create_from_dictionaries(residents, hospitals, places).solve(optimal="resident")
    return {(person.name, post.name) for post, people in solved.items() for person in people}


def test_the_same_pairs_as_the_package_matching_and_nobody_would_both_rather_swap():
    placed = 0
    for seed in range(600):
        theirs, of_mentors, numbers, allowed, capacity = instance(np.random.default_rng(seed))
        if not allowed.any():
            continue
        chosen = deferred_acceptance(theirs, of_mentors, numbers, allowed, capacity)
        found = {(f"p{i}", f"m{j}") for i, j in enumerate(chosen.tolist()) if j >= 0}
        assert found == by_the_package(theirs, of_mentors, numbers, allowed, capacity)
        assert blocking_pairs(theirs, of_mentors, allowed, capacity, chosen) == 0
        placed += len(found)
    assert placed > 1_500


def test_blocking_pairs_are_counted_as_by_hand():
    """On any set of pairs, stable or not, the count is that of looking at one pair after the other."""
    unstable = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        theirs, of_mentors, _, allowed, capacity = instance(rng)
        capacity = rng.integers(0, 3, len(capacity)).astype(np.int64)
        chosen, left = np.full(len(theirs), -1, dtype=np.int64), capacity.copy()
        for i in rng.permutation(len(theirs)):
            open_to = np.flatnonzero(allowed[i] & (left > 0))
            if len(open_to) and rng.random() < 0.8:
                chosen[i] = rng.choice(open_to)
                left[chosen[i]] -= 1
        counted = blocking_pairs(theirs, of_mentors, allowed, capacity, chosen)
        assert counted == count_blocking(theirs, of_mentors, allowed, capacity, chosen)
        unstable += counted > 0
    assert unstable > 100
