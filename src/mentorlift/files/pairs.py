"""What `match` writes: pairs.csv, unmatched.csv beside it, and the certificate."""

import csv
import json
from dataclasses import asdict
from pathlib import Path

from mentorlift.science.assignment.certificate import Certificate
from mentorlift.science.assignment.criteria import unique_names
from mentorlift.science.assignment.policy import BY_LOT, Policy
from mentorlift.science.assignment.result import Matching
from mentorlift.science.assignment.words import reason, why_nobody

PUBLIC = (
    "objective",
    "mode",
    "primal",
    "dual",
    "gap",
    "optimal",
    "coverage",
    "blocking_pairs",
    "pairs_considered",
    "rounds",
)


def write_matching(matching: Matching, policy: Policy, *, pairs: Path, certificate: Path) -> Path:
    """Writes the three files and returns the path of the list of the unmatched.

    Pairs drawn by lot have their probability in a last column, empty where it is not known exactly.
    """
    scale = matching.certificate.scale
    header = ["protege_id", "mentor_id", "score", *unique_names(policy.criteria), "reason"]
    rows: list[list[object]] = [
        [p.protege, p.mentor, p.score, *(fact.points for fact in p.parts), reason(p, scale)] for p in matching.pairs
    ]
    if policy.mode in BY_LOT:
        header.append("probability")
        for row, pair in zip(rows, matching.pairs, strict=True):
            row.append("" if pair.probability is None else f"{pair.probability:.10g}")
    write_csv(pairs, header, rows)
    unmatched = pairs.with_name("unmatched.csv")
    left: list[list[object]] = [[one.person, one.role, why_nobody(one)] for one in matching.unplaced]
    write_csv(unmatched, ["person_id", "role", "reason"], left)
    certificate.parent.mkdir(parents=True, exist_ok=True)
    certificate.write_text(json.dumps(as_json(matching.certificate), indent=1) + "\n", encoding="utf-8")
    return unmatched


def as_json(certificate: Certificate) -> dict[str, object]:
    """The certificate with its public keys first."""
    rest = {key: value for key, value in asdict(certificate).items() if key not in PUBLIC}
    return {key: getattr(certificate, key) for key in PUBLIC} | rest


def write_csv(path: Path, header: list[str], rows: list[list[object]]) -> None:
    """Writes a CSV file, and the folder it lies in where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
