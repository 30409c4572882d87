"""A matching policy: what no pair may break, what makes a pair better, and what is sought."""

from dataclasses import dataclass

from mentorlift.science.assignment.circle_rules import CircleRules
from mentorlift.science.assignment.criteria import Criterion
from mentorlift.science.assignment.rules import Rule

MODES = ("optimal", "near-optimal", "random", "stable")
BY_LOT = ("near-optimal", "random")
USUAL_TOLERANCE = 0.05
LEAST_TOLERANCE = 0.001  # nearer to the best hardly anything is left to chance, and the table cannot be told from it
OBJECTIVES = ("coverage-then-score", "score", "worst-off-first")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One matching policy; weights are zero or more, pins are pairs (protégé, mentor) that are kept whatever else.

    `lottery` is any text published beforehand: equal sets are told apart, and random pairs drawn, from it alone.
    `groups`: columns of the protégés by which the sheet of fairness counts; None where the policy does not say.
    In mode "near-optimal" the expected score is at least 1 - `tolerance` of the best and no pair is more likely than
    `cap`, but those that cannot be otherwise; there are as many pairs as can be, so "coverage-then-score" is its one
    objective.

    With `circle` the answer is that of circles.circles, with `weeks` that of rotation.rotation, not that of match.
    """

    mode: str = "optimal"
    objective: str = "coverage-then-score"
    lottery: str = ""
    rules: tuple[Rule, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] | None = None
    tolerance: float = USUAL_TOLERANCE
    cap: float = 1.0
    circle: CircleRules | None = None
    weeks: int | None = None

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")
        if self.objective not in OBJECTIVES:
            raise ValueError(f"objective must be one of {', '.join(OBJECTIVES)}")
        if self.mode == "near-optimal" and self.objective != "coverage-then-score":
            raise ValueError("near-optimal seeks coverage-then-score")
        if not LEAST_TOLERANCE <= self.tolerance <= 1 or not 0 < self.cap <= 1:
            raise ValueError(f"tolerance from {LEAST_TOLERANCE:g} to 1, cap above 0 and up to 1")

    def fields(self) -> list[tuple[str, str, str]]:
        """Every (side, field, type) read; side "both", "protege" or "mentor", type text, number, set, hours or
        manager."""
        used: list[tuple[str, str, str]] = []
        for part in (*self.rules, *self.criteria, *([self.circle] if self.circle else [])):
            used += [entry for entry in part.fields() if entry not in used]
        return used + [("protege", field, "text") for field in self.groups or ()]
