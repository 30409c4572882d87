"""What was settled before the draw: the values of `plan.toml` in plain typed form."""

from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The frozen analysis plan. Spans are half-open, in tenure days (or periods) since `started_on`.

    `stratum`, `cluster`, `weight` name roster columns, "" where unused; the arrays themselves are in `Units`
    (`Units.covariates` holds every column of `covariates`, and `weight` where it is one of the roster's).
    `missing`: "zero" or "absent"; `assignment`: "lottery", "staggered" (groups that started at different times),
    "comparison" (a group that was not drawn, with time before) or "none"; `level`: "person" or "period"; `errors`:
    "HC1", "HC2", "CR1" or "CR2". `through` is the text of the plan, "" for the last date observed.
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
        if faults := [*self._value_faults(), *self._name_faults()]:
            raise ValueError("\n".join(faults))

    def _value_faults(self) -> Iterator[str]:
        for name, allowed in (
            ("missing", ("zero", "absent")),
            ("assignment", ("lottery", "staggered", "comparison", "none")),
            ("level", ("person", "period")),
            ("errors", ("HC1", "HC2", "CR1", "CR2")),
        ):
            if getattr(self, name) not in allowed:
                yield f"{name} is {getattr(self, name)!r}; use one of {', '.join(allowed)}"
        for name in ("pre", "early", "late"):
            start, stop = getattr(self, name)
            if start >= stop:
                yield f"window {name} [{start}, {stop}) is empty; its end must come after its start"
        if not 0.5 <= self.confidence < 1:
            yield f"confidence is {self.confidence}; give a share such as 0.95"
        if self.redraws < 1:
            yield "redraws must be at least 1"
        if not self.retention_at:
            yield "retention names no day"
        if self.at_least < 0:
            yield f"at_least is {self.at_least:g}; nobody holds fewer than no sessions"

    def _name_faults(self) -> Iterator[str]:
        if not self.treated or self.control in self.treated:
            yield "treated must name at least one arm, and not the control"
        if both := sorted({self.control, *self.treated} & set(self.ignore)):
            yield f"{', '.join(both)} is compared and ignored at once"
        for name in ("treated", "secondary", "covariates", "retention_at"):
            if len(set(getattr(self, name))) < len(getattr(self, name)):
                yield f"{name} names something twice"
        if self.primary in self.secondary:
            yield f"secondary names {self.primary} too, which is the primary outcome"
        if self.weight and self.weight in (self.primary, *self.secondary):
            yield f"weight names {self.weight}, which is an outcome"

    def span(self, window: str) -> Span:
        """The half-open span called "pre", "early" or "late"."""
        spans: dict[str, Span] = {"pre": self.pre, "early": self.early, "late": self.late}
        return spans[window]
