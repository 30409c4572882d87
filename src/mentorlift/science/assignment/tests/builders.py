"""Small random pools and policies for the tests."""

import numpy as np

from mentorlift.science.assignment import criteria, rules
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool, Side
from mentorlift.science.assignment.sparse.bounds import bounds_of

SKILLS = ("price", "calls", "renewals", "demo", "crm")


def side(rng, ids):
    n = len(ids)

    def some(p):
        return tuple(frozenset(s for s in SKILLS if rng.random() < p) for _ in range(n))

    start = rng.integers(0, 15, n) * 60.0
    spans = np.stack([np.stack([start - shift, start + 480 - shift], axis=1) for shift in (60.0, 120.0)], axis=1)
    spans[rng.random(n) < 0.1] = np.nan
    years = rng.integers(0, 15, n).astype(float)
    years[rng.random(n) < 0.1] = np.nan
    return Side(
        ids=tuple(ids),
        texts={
            "site": tuple(rng.choice(["north", "south", ""], n).tolist()),
            "team": tuple(rng.choice(["a", "b", "c", ""], n).tolist()),
        },
        numbers={"years": years, "openness": rng.normal(3, 1, n)},
        sets={"needs": some(0.4), "offers": some(0.5), "languages": some(0.5)},
        spans={"hours": spans},
    )


def pool(rng, proteges=6, mentors=4, most_places=3):
    p_ids, m_ids = [f"p{i:02d}" for i in range(proteges)], [f"m{j:02d}" for j in range(mentors)]
    everyone = p_ids + m_ids
    bosses = {e: everyone[int(rng.integers(k))] for k, e in enumerate(everyone) if k and rng.random() < 0.5}
    ranks = {}
    for person, others in [(p, m_ids) for p in p_ids] + [(m, p_ids) for m in m_ids]:
        if others and rng.random() < 0.5:
            chosen = rng.permutation(others)[: int(rng.integers(1, len(others) + 1))]
            ranks.update({(person, str(c)): k + 1 for k, c in enumerate(chosen)})
    return Pool(
        proteges=side(rng, p_ids),
        mentors=side(rng, m_ids),
        capacity=rng.integers(0, most_places + 1, mentors),
        managers={"manager_id": bosses},
        preferences=ranks,
    )


def policy(rng, **settings):
    every_rule = [
        rules.Different("team"),
        rules.NotInLine("manager_id"),
        rules.OverlapHours("hours", 2.0),
        rules.SharesAny("languages"),
        rules.Forbid(frozenset({("p00", "m01"), ("p03", "m00")})),
    ]
    every_criterion = [
        criteria.Covers(needs="needs", offers="offers", weight=5.0),
        criteria.Band(field="years", low=2.0, high=8.0, weight=3.0),
        criteria.Same(field="site", weight=1.0),
        criteria.Differs(field="team", weight=0.5),
        criteria.Near(field="openness", scale=2.0, weight=1.5),
        criteria.Level(of="mentor", field="years", weight=2.0),
        criteria.Level(of="protege", field="openness", weight=0.25),
        criteria.Preference(weight=4.0),
    ]
    return Policy(
        rules=tuple(rule for rule in every_rule if rng.random() < 0.5),
        criteria=tuple(criterion for criterion in every_criterion if rng.random() < 0.6),
        lottery="2026-11-01",
        **settings,
    )


def sieved(columns):
    """What the sieve of large pools takes every pair for, in units, and its bounds."""
    from mentorlift.science.assignment.sparse import sift  # compiled: only where it is used

    b = bounds_of(columns)
    mentors = len(columns.col_points)
    base, points = np.zeros(sift.RUN, dtype=np.int16), np.zeros(sift.RUN, dtype=np.int16)
    col, holds = np.zeros((len(b.ops), sift.RUN), np.int16), np.zeros((len(columns.holds), sift.RUN), np.uint8)
    sift.gather(columns, b, np.arange(mentors), base, col, holds)
    out = np.empty((len(columns.row_points), mentors), dtype=np.int64)
    for i in range(len(out)):
        sift.most(columns, b, i, base, col, holds, np.zeros(sift.RUN, np.uint8), points)
        out[i] = points[:mentors]
    return out, b
