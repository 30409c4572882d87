"""What was settled before the draw: the values of `plan.toml` in plain typed form."""

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The frozen analysis plan. Spans are half-open, in tenure days (or periods) since `started_on`.

    `stratum`, `cluster`, `weight` name roster columns, "" where unused; the arrays themselves are in `Units`
    (`Units.covariates` holds every column of `covariates`, and `weight` where it is one of the roster's).
    `missing`: "zero" or "absent"; `assignment`: "lottery", "staggered" or "none"; `level`: "person" or
    "period"; `errors`: "HC1", "HC2", "CR1" or "CR2". `through` is the text of the plan, "" for the last date observed.
    Raises ValueError with all faults, one a line.
    """

    treated: tuple[str, ...]
    control: str
    primary: str
    ignore: tuple[str, ...] = ()
    stratum: str = "stratum"
    cluster: str = ""
    assignment: str = "none"
    secondary: tuple[str, ...] = ()
    missing: str = "zero"
    smallest_worth_having: float = 0.0
    through: str = ""
    at_least: float = 1.0
    pre: Span = (-60, 0)
    early: Span = (0, 60)
    late: Span = (90, 180)
    level: str = "person"
    covariates: tuple[str, ...] = ()
    pre_period_mean: bool = True
    weight: str = ""
    retention_at: tuple[int, ...] = (30, 60, 90, 180)
    errors: str = "HC2"
    redraws: int = 10_000
    seed: str = "2026-11-01"
    confidence: float = 0.95

    def __post_init__(self) -> None:
        faults = []
        for name, allowed in (
            ("missing", ("zero", "absent")),
            ("assignment", ("lottery", "staggered", "none")),
            ("level", ("person", "period")),
            ("errors", ("HC1", "HC2", "CR1", "CR2")),
        ):
            if getattr(self, name) not in allowed:
                faults.append(f"{name} is {getattr(self, name)!r}; use one of {', '.join(allowed)}")
        for name in ("pre", "early", "late"):
            start, stop = getattr(self, name)
            if start >= stop:
                faults.append(f"window {name} [{start}, {stop}) is empty; its end must come after its start")
        if not 0.5 <= self.confidence < 1:
            faults.append(f"confidence is {self.confidence}; give a share such as 0.95")
        if self.redraws < 1:
            faults.append("redraws must be at least 1")
        if not self.treated or self.control in self.treated:
            faults.append("treated must name at least one arm, and not the control")
        if faults:
            raise ValueError("\n".join(faults))

    def span(self, window: str) -> Span:
        """The half-open span called "pre", "early" or "late"."""
        spans: dict[str, Span] = {"pre": self.pre, "early": self.early, "late": self.late}
        return spans[window]
