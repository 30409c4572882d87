"""Scores and rules pair by pair in plain Python, and a checker that believes nothing but these."""

import math

from mentorlift.science.assignment import rules


def slow_value(one, pool, i, j):
    p, m = pool.proteges, pool.mentors
    if one.kind == "covers":
        needs = p.sets[one.needs][i]
        return len([n for n in needs if n in m.sets[one.offers][j]]) / len(needs) if needs else 0.0
    if one.kind in ("same", "differs"):
        a, b = p.texts[one.field][i], m.texts[one.field][j]
        return float(bool(a) and bool(b) and (a == b) == (one.kind == "same"))
    if one.kind in ("band", "near"):
        ahead = m.numbers[one.field][j] - p.numbers[one.field][i]
        if math.isnan(ahead):
            return 0.0
        if one.kind == "band":
            return float(one.low <= ahead <= one.high)
        return max(0.0, 1 - (ahead / one.scale) ** 2)
    if one.kind == "level":
        values = (m if one.of == "mentor" else p).numbers[one.field]
        known = [v for v in values if not math.isnan(v)]
        x = values[j if one.of == "mentor" else i]
        if math.isnan(x) or max(known) == min(known):
            return 0.0
        return (x - min(known)) / (max(known) - min(known))
    return slow_preference(pool, p.ids[i], m.ids[j])


def slow_preference(pool, protege, mentor):
    k = max(pool.preferences.values(), default=1)
    halves = []
    for givers, pair in ((pool.proteges.ids, (protege, mentor)), (pool.mentors.ids, (mentor, protege))):
        if any(giver in givers for giver, _ in pool.preferences):
            halves.append((k + 1 - pool.preferences[pair]) / k if pair in pool.preferences else 0.0)
    return sum(halves) / len(halves) if halves else 0.0


def slow_breaks(rule, pool, i, j):
    p, m = pool.proteges, pool.mentors
    if isinstance(rule, rules.Different):
        return p.texts[rule.field][i] == m.texts[rule.field][j] != ""
    if isinstance(rule, rules.NotInLine):
        above = pool.managers[rule.manager]

        def over(low, high):
            while low in above:
                low = above[low]
                if low == high:
                    return True
            return False

        return over(p.ids[i], m.ids[j]) or over(m.ids[j], p.ids[i])
    if isinstance(rule, rules.OverlapHours):
        for a, b in zip(p.spans[rule.field][i], m.spans[rule.field][j], strict=True):
            if math.isnan(a[0]) or math.isnan(b[0]):
                return True
            theirs = {int(t) % 1440 for t in range(int(a[0]), int(a[1]), 30)}
            shared = len(theirs & {int(t) % 1440 for t in range(int(b[0]), int(b[1]), 30)}) * 30
            if shared < rule.at_least * 60:
                return True
        return False
    if isinstance(rule, rules.SharesAny):
        return not p.sets[rule.field][i] & m.sets[rule.field][j]
    if isinstance(rule, rules.Ahead | rules.Apart):
        ahead = m.numbers[rule.field][j] - p.numbers[rule.field][i]
        fits = rule.low <= ahead <= rule.high if rule.kind == "ahead" else abs(ahead) >= rule.at_least
        return not fits
    return (p.ids[i], m.ids[j]) in rule.pairs


def slow_points(policy, pool, scale):
    """Points of every pair as lists, None where the pair may not be made."""
    return [
        [
            None
            if p == m or any(slow_breaks(rule, pool, i, j) for rule in policy.rules)
            else sum(round(slow_value(one, pool, i, j) * one.weight * scale) for one in policy.criteria)
            for j, m in enumerate(pool.mentors.ids)
        ]
        for i, p in enumerate(pool.proteges.ids)
    ]


def check(found, policy, pool):
    """Recomputes all that a matching says of itself: rules, places, pins, scores, and the proof where there is one."""
    proof, places = found.certificate, dict(zip(pool.mentors.ids, pool.capacity.tolist(), strict=True))
    points = slow_points(policy, pool, proof.scale)
    rows = {p: i for i, p in enumerate(pool.proteges.ids)}
    cols = {m: j for j, m in enumerate(pool.mentors.ids)}
    made = [(pair.protege, pair.mentor) for pair in found.pairs]
    assert len({p for p, _ in made}) == len(made) == proof.coverage
    assert all(sum(m == mentor for _, m in made) <= count for mentor, count in places.items())
    assert set(policy.pins) <= set(made)
    assert [pair.score for pair in found.pairs] == [points[rows[p]][cols[m]] for p, m in made]
    assert proof.primal == sum(pair.score for pair in found.pairs)
    assert proof.gap == proof.dual - proof.primal >= 0
    if policy.mode == "optimal" and policy.objective != "worst-off-first":
        check_prices(proof, policy, pool, points)


def check_prices(proof, policy, pool, points):
    """The prices bound every pair that is left to make, and add up to what the pairs are worth."""
    gain, price = proof.protege_prices, proof.mentor_prices
    assert min([0, *gain.values(), *price.values()]) == 0
    left = dict(zip(pool.mentors.ids, pool.capacity.tolist(), strict=True))
    fixed = 0
    for protege, mentor in policy.pins:
        left[mentor] -= 1
        fixed += points[pool.proteges.ids.index(protege)][pool.mentors.ids.index(mentor)]
    pinned = {protege for protege, _ in policy.pins}
    open_pairs = [
        (p, m, points[i][j])
        for i, p in enumerate(pool.proteges.ids)
        for j, m in enumerate(pool.mentors.ids)
        if p not in pinned and left[m] > 0 and points[i][j] is not None
    ]
    assert all(gain.get(p, 0) + price.get(m, 0) >= proof.pair_bonus + worth for p, m, worth in open_pairs)
    bound = sum(gain.values()) + sum(price.get(m, 0) * count for m, count in left.items())
    assert bound == proof.pair_bonus * (proof.coverage - len(pinned)) + proof.dual - fixed
    assert proof.optimal and proof.dual == proof.primal


def blocking_pairs(theirs, of_mentors, allowed, capacity, chosen):
    """Pairs not made in which both would gain, one after the other."""
    count = 0
    for i in range(len(chosen)):
        for j in range(len(capacity)):
            if not allowed[i, j] or chosen[i] == j or capacity[j] == 0:
                continue
            held = [k for k in range(len(chosen)) if chosen[k] == j]
            protege_gains = chosen[i] < 0 or theirs[i, j] > theirs[i, chosen[i]]
            mentor_gains = len(held) < capacity[j] or of_mentors[i, j] > min(of_mentors[k, j] for k in held)
            count += protege_gains and mentor_gains
    return count
