"""What `match` writes: pairs.csv, unmatched.csv and fairness.csv beside it, and the certificate."""

import csv
import json
from dataclasses import asdict
from pathlib import Path

from mentorlift.science.assignment.certificate import Certificate
from mentorlift.science.assignment.criteria import unique_names
from mentorlift.science.assignment.fairness import Line, Sheet
from mentorlift.science.assignment.policy import BY_LOT, Policy
from mentorlift.science.assignment.result import Matching
from mentorlift.science.assignment.words import reason, why_nobody
from mentorlift.science.small_groups import SMALLEST_GROUP

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

FAIRNESS = ["field", "group", "people", "matched", "match_rate", "mean_score", "mentor_strength", "note"]
HIDDEN = {
    "": "",
    "small": f"fewer than {SMALLEST_GROUP} people",
    "beside": "hidden so that a smaller group cannot be worked out",
}


def write_matching(
    matching: Matching, policy: Policy, *, fair: Sheet, pairs: Path, certificate: Path
) -> tuple[Path, Path]:
    """Writes the four files and returns the paths of the list of the unmatched and of the sheet of fairness.

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
    left: list[list[object]] = [[one.person, one.role, why_nobody(one, scale)] for one in matching.unplaced]
    write_csv(unmatched, ["person_id", "role", "reason"], left)
    certificate.parent.mkdir(parents=True, exist_ok=True)
    certificate.write_text(json.dumps(as_json(matching.certificate), indent=1) + "\n", encoding="utf-8")
    sheet = pairs.with_name("fairness.csv")
    write_csv(sheet, FAIRNESS, [fairness_row(line) for line in (fair.everybody, *fair.lines)])
    return unmatched, sheet


def fairness_row(line: Line) -> list[object]:
    """One group; what is hidden is left empty and says why."""
    note = HIDDEN[line.hidden] or (f"means: {HIDDEN[line.means_hidden]}" if line.means_hidden else "")
    means = [None if value is None else f"{value:.10g}" for value in (line.rate, line.mean_score, line.mentor_strength)]
    return [line.field, line.group, line.people, line.matched, *means, note]


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
