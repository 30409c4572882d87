"""What was settled before the draw: the values of `plan.toml` in plain typed form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .phrases import predictor_of, ramp_of, ratio_of, yes_no_of

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The frozen analysis plan. Spans are half-open, in tenure days (or periods) since `started_on`.

    `stratum`, `cluster`, `weight` name roster columns, "" where unused; the arrays themselves are in `Units`
    (`Units.covariates` holds every column of `covariates`, and `weight` where it is one of the roster's).
    `missing`: "zero" or "absent"; `assignment`: "lottery", "staggered" (groups that started at different times),
    "comparison" (a group that was not drawn, with time before) or "none"; `level`: "person" or "period"; `errors`:
    "HC1", "HC2", "CR1" or "CR2". `through` is the text of the plan, "" for the last date observed.
    `pre` is one span or several that do not overlap. `ratios`, `yes_no`, `ramp` and `wish_predictors` hold phrases
    (`phrases.py`).
    `winsorise`: the quantile at which days are limited, 0 for no limit. `groups`: roster columns whose groups were
    named beforehand. `mentors_drawn_within`: the roster column within which everybody had the same chance of each
    mentor, "everybody" for all together, "" where mentors were chosen.
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
    pre: Span | tuple[Span, ...] = (-60, 0)
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
    ratios: tuple[str, ...] = ()
    yes_no: tuple[str, ...] = ()
    winsorise: float = 0.0
    groups: tuple[str, ...] = ()
    mentors_drawn_within: str = ""
    wish_predictors: tuple[str, ...] = ()
    ramp: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if faults := [*self._value_faults(), *self._name_faults(), *self._phrase_faults()]:
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
        for name, (start, stop) in (*(("pre", span) for span in self.pres), ("early", self.early), ("late", self.late)):
            if start >= stop:
                yield f"window {name} [{start}, {stop}) is empty; its end must come after its start"
        ordered = sorted(self.pres)
        if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
            yield "the pre windows overlap; give spans that follow each other"
        if self.winsorise and not 0.5 <= self.winsorise < 1:
            yield f"winsorise is {self.winsorise:g}; give a share such as 0.99, or 0 for no limit"
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
        for name in (
            "treated",
            "secondary",
            "covariates",
            "retention_at",
            "ratios",
            "yes_no",
            "ramp",
            "groups",
            "wish_predictors",
        ):
            if len(set(getattr(self, name))) < len(getattr(self, name)):
                yield f"{name} names something twice"
        if self.primary in self.secondary:
            yield f"secondary names {self.primary} too, which is the primary outcome"
        if self.weight and self.weight in (self.primary, *self.secondary):
            yield f"weight names {self.weight}, which is an outcome"

    def _phrase_faults(self) -> Iterator[str]:
        read: tuple[tuple[Callable[[str], object], tuple[str, ...]], ...] = (
            (ratio_of, self.ratios),
            (yes_no_of, self.yes_no),
            (ramp_of, self.ramp),
            (predictor_of, self.wish_predictors),
        )
        for parse, texts in read:
            for text in texts:
                try:
                    parse(text)
                except ValueError as fault:
                    yield str(fault)

    @property
    def pres(self) -> tuple[Span, ...]:
        """The spans before the start, one or several, in the plan's order."""
        first = self.pre[0]
        return (self.pre,) if isinstance(first, int) else self.pre  # type: ignore[return-value]

    @property
    def before(self) -> Span:
        """All the time before the start that the plan looks at, from the first of its spans to the end of the last."""
        return min(start for start, _ in self.pres), max(stop for _, stop in self.pres)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every outcome that the plan names, the primary one first, each once."""
        rated = (part for text in self.ratios for part in ratio_of(text))
        reached = (*(yes_no_of(text).metric for text in self.yes_no), *(ramp_of(text).metric for text in self.ramp))
        return tuple(dict.fromkeys((self.primary, *self.secondary, *rated, *reached)))

    def span(self, window: str) -> Span:
        """The half-open span called "early" or "late"."""
        spans: dict[str, Span] = {"early": self.early, "late": self.late}
        return spans[window]
