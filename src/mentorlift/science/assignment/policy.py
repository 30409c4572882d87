"""A matching policy: what no pair may break, what makes a pair better, and what is sought."""

from dataclasses import dataclass

from mentorlift.science.assignment.criteria import Criterion
from mentorlift.science.assignment.rules import Rule

MODES = ("optimal", "random", "stable")
OBJECTIVES = ("coverage-then-score", "score", "worst-off-first")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One matching policy; weights are zero or more, pins are pairs (protégé, mentor) that are kept whatever else.

    `lottery` is any text published beforehand: equal sets are told apart, and random pairs drawn, from it alone.
    `groups`: columns of the protégés by which the sheet of fairness counts; None where the policy does not say.
    """

    mode: str = "optimal"
    objective: str = "coverage-then-score"
    lottery: str = ""
    rules: tuple[Rule, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")
        if self.objective not in OBJECTIVES:
            raise ValueError(f"objective must be one of {', '.join(OBJECTIVES)}")

    def fields(self) -> list[tuple[str, str, str]]:
        """Every (side, field, type) read; side "both", "protege" or "mentor", type text, number, set, hours or
        manager."""
        used: list[tuple[str, str, str]] = []
        for part in (*self.rules, *self.criteria):
            used += [entry for entry in part.fields() if entry not in used]
        return used + [("protege", field, "text") for field in self.groups or ()]
