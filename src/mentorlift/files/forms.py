"""What `match` writes for circles and for rotating peer pairs: the same three files."""

import json
from pathlib import Path

from mentorlift.files.pairs import write_csv
from mentorlift.science.assignment.circle_rules import CircleRules
from mentorlift.science.assignment.circles import Circles
from mentorlift.science.assignment.criteria import unique_names
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool
from mentorlift.science.assignment.rotation import Rotation
from mentorlift.science.assignment.scores import facts, score
from mentorlift.science.assignment.words import in_favour


def write_circles(
    found: Circles, policy: Policy, pool: Pool, rules: CircleRules, *, pairs: Path, certificate: Path
) -> Path:
    """One row a protégé, circle by circle, as for pairs. Returns the path of the list of those without a circle."""
    rows = {person: i for i, person in enumerate(pool.proteges.ids)}
    cols = {person: j for j, person in enumerate(pool.mentors.ids)}
    made = [(member, circle.mentor) for circle in found.circles for member in circle.members]
    parts = facts(policy, pool, found.scale, [(rows[p], cols[m]) for p, m in made])
    lines: list[list[object]] = []
    for (protege, mentor), told in zip(made, parts, strict=True):
        good = [sentence for fact in told if (sentence := in_favour(fact))]
        why = "; ".join(good or ["allowed by the rules; no criterion speaks for it"])
        lines.append([protege, mentor, sum(f.points for f in told), *(f.points for f in told), why])
    write_csv(pairs, ["protege_id", "mentor_id", "score", *unique_names(policy.criteria), "reason"], lines)
    allowed = score(policy, pool).allowed & (pool.capacity > 0)
    left: list[list[object]] = []
    for person in found.without:
        count = int(allowed[rows[person]].sum())
        mentors = f"{count} mentor" if count == 1 else f"{count} mentors"
        why = f"{mentors} allowed by the rules; no circle of {rules.least} to {rules.most} can take them"
        left.append([person, "protege", why if count else "the rules allow no mentor with a place"])
    left += [[m, "mentor", "no circle"] for m in pool.mentors.ids if m not in {c.mentor for c in found.circles}]
    unmatched = pairs.with_name("unmatched.csv")
    write_csv(unmatched, ["person_id", "role", "reason"], left)
    proof = {
        "form": "circle",
        "primal": found.primal,
        "dual": found.dual,
        "gap": found.dual - found.primal,
        "optimal": found.optimal,
        "coverage": found.placed,
        "most_placed": found.most_placed,
        "scale": found.scale,
        "circles": [{"mentor": c.mentor, "members": len(c.members), "score": c.score} for c in found.circles],
    }
    write_json(certificate, proof)
    return unmatched


def write_rotation(found: Rotation, *, pairs: Path, certificate: Path) -> Path:
    """One row a pair, week by week. Returns the path of the list of those who sit out in some week."""
    meetings = [(number, *pair) for number, week in enumerate(found.weeks, start=1) for pair in week.pairs]
    write_csv(pairs, ["week", "person_id", "other_id"], [list(meeting) for meeting in meetings])
    out = [[who, "peer", f"sits out in week {n}"] for n, week in enumerate(found.weeks, start=1) for who in week.out]
    unmatched = pairs.with_name("unmatched.csv")
    write_csv(unmatched, ["person_id", "role", "reason"], [list(row) for row in out])
    weeks = [
        {
            "week": number,
            "pairs": len(week.pairs),
            "sit_out": len(week.out),
            "score": week.score,
            "bound": week.bound,
            "best": week.best,
        }
        for number, week in enumerate(found.weeks, start=1)
    ]
    write_json(certificate, {"form": "rotation", "way": found.way, "scale": found.scale, "weeks": weeks})
    return unmatched


def write_json(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
