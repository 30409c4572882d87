"""The one shape in which every estimator answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One number with its uncertainty, or the reason why there is none.

    `estimate`, `se`, `ci_low`, `ci_high` are in `unit`; percent values are in percent (19.0 is 19 %).
    `group`: which part of the people, or of the answer, is spoken of. `exploratory`: asked without having been planned.
    `audience`: "analysts" where nobody else is meant to see it.
    A field that does not apply is None, never zero. Exactly one of `estimate` and `not_estimable` is set
    (a test of no effect, such as the log-rank test, carries its statistic in `estimate`).
    """

    question: str
    arm: str = ""
    branch: str = ""
    outcome: str = ""
    window: str = "all"  # "pre" | "early" | "late" | "all"
    at: int | None = None  # day or week
    scale: str = "difference"  # "difference" | "percent" | "ratio"
    unit: str = ""  # "currency" | "percent" | "share" | "ratio" | "days" | "hazard ratio"
    method: str = ""
    estimate: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_kind: str = "interval"  # "interval" | "complement" | "line" | "bounds"
    p_value: float | None = None
    df: float | None = None
    n_treated: int | None = None
    n_control: int | None = None
    clusters: int | None = None
    rows: int | None = None
    reference: str = ""
    not_estimable: str | None = None
    group: str = ""  # "site=Leeds"
    exploratory: bool = False
    audience: str = ""

    def __post_init__(self) -> None:
        if (self.estimate is None) == (self.not_estimable is None):
            raise ValueError(f"{self.question}: give either an estimate or why it is not estimable")


class NotEstimable(Exception):
    """Raised inside an estimator; the text is the reason in words a reader understands."""
