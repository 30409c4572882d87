"""The life of a programme as steps. Upper rooms add their own, so that no arrow turns back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.functional import Promise

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.models import Programme

Text = str | Promise


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What a step says of one programme. `needs` are sentences on what is missing; `action` leads on in its turn.

    `open_anyway`: work goes on here although an earlier step is not done (mentors are sought while wishes are open).
    """

    done: bool
    line: Text = ""  # a few words for the rail: "110 now, 171 later"
    text: Text = ""  # one or two sentences for the page
    needs: tuple[Text, ...] = ()
    by: str = ""  # actor id of who did it
    at: datetime | date | None = None
    url: str = ""
    action: Text = ""
    open_anyway: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `position` orders them (purpose 10, people 20, plan 25, wishes 30, mentors 35, draw 40, match 50,
    sessions 60, results 80, close 90). `describe(programme, actor, now)` may use a few queries, never one a person.
    """

    key: str
    position: int
    title: Text
    describe: Callable[[Programme, Actor, datetime], StepFacts]


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as shown: `status` is done, now or next."""

    key: str
    title: Text
    status: str
    facts: StepFacts = field(default_factory=lambda: StepFacts(done=False))


_steps: dict[str, Step] = {}


def register_step(step: Step) -> None:
    """Add a step, or replace the one of the same key; called in an AppConfig.ready."""
    _steps[step.key] = step


def of(programme: Programme, *, actor: Actor, now: datetime) -> list[StepView]:
    """All steps of `programme` in order: the first that is not done, and those open anyway, are "now"."""
    return list(_views(programme, actor, now))


def current(programme: Programme, *, actor: Actor, now: datetime) -> StepView | None:
    """The first step that is "now"; those after it are not asked."""
    return next((step for step in _views(programme, actor, now) if step.status == "now"), None)


def _views(programme: Programme, actor: Actor, now: datetime) -> Iterator[StepView]:
    reached = False
    for step in sorted(_steps.values(), key=lambda s: s.position):
        facts = step.describe(programme, actor, now)
        if facts.hidden:
            continue
        if facts.done:
            status = "done"
        elif not reached or facts.open_anyway:
            status = "now"
        else:
            status = "next"
        reached = reached or (not facts.done and not facts.open_anyway)
        yield StepView(key=step.key, title=step.title, status=status, facts=_readable(facts, status))


def _readable(facts: StepFacts, status: str) -> StepFacts:
    """A step whose turn has not come offers no action."""
    return facts if status != "next" else replace(facts, action="")
