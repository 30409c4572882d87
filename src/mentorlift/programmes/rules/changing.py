"""Can it still be changed? Each thing somebody may want to change, and what follows while the programme runs. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Verdict(StrEnum):
    """What becomes of a wish to change something."""

    FREE = "free"  # changed with a record of who and when
    DEVIATION = "deviation"  # possible, written down, and the answer reaches grade B at best
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Change:
    """`why` says what follows; `leads_to` names the page where it is done and `step` its part, "" where there is none.

    `until_open`: what follows while the programme is still being set up, where that is something else.
    """

    title: Text
    verdict: Verdict
    why: Text
    leads_to: str = ""
    step: str = ""
    action: Text = ""
    until_open: Verdict | None = None


_SET_UP = "programmes:set_up"
CHANGES: Mapping[str, Change] = {
    "guides": Change(
        _("The guide of a week"),
        Verdict.FREE,
        _("Whoever meets from now on reads the new text."),
        _SET_UP,
        "weeks",
        _("To the weeks"),
    ),
    "closed": Change(
        _("Days on which nobody meets"),
        Verdict.FREE,
        _("Meetings that are still to be planned go round them."),
        _SET_UP,
        "weeks",
        _("To the days"),
    ),
    "questions": Change(
        _("The questions of the sheet"),
        Verdict.FREE,
        _("A new version for pairs that begin later; pairs that have begun keep theirs."),
        _SET_UP,
        "questions",
        _("To the questions"),
    ),
    "first-day": Change(
        _("The first day of an intake"),
        Verdict.FREE,
        _("As long as its list is not fixed; the first day of the others moves with it."),
        "programmes:intakes",
        "",
        _("To the intakes"),
    ),
    "owner": Change(
        _("Who is in charge"),
        Verdict.FREE,
        _("Both are told, and the record says from when."),
        "programmes:handover",
        "",
        _("Hand it over"),
    ),
    "event": Change(
        _("Something happened outside: a new price, a merged site"),
        Verdict.FREE,
        _("Nothing is changed. It stands beside the effect by week, so that nobody takes it for the mentors' doing."),
        "programmes:events",
        "",
        _("Write it down"),
    ),
    "aside": Change(
        _("Somebody takes no part any more"),
        Verdict.FREE,
        _("Without a reason and without a consequence; the person stays in the group they were drawn into."),
        "experiments:exceptions",
        "",
        _("To the exceptions"),
    ),
    "crossover": Change(
        _("Somebody drawn for later needs a mentor now"),
        Verdict.DEVIATION,
        _("Possible. The difference gets smaller, and the answer reaches grade B at best."),
        "experiments:exceptions",
        "",
        _("To the exceptions"),
    ),
    "early": Change(
        _("The others should start earlier"),
        Verdict.DEVIATION,
        _("Always possible. From that day on nobody is compared; the page says what can no longer be known."),
        "experiments:exceptions",
        "",
        _("To the exceptions"),
    ),
    "otherwise": Change(
        _("Something was done otherwise than planned"),
        Verdict.DEVIATION,
        _("Say what. It stands beside the plan and the answer, which reaches grade B at best."),
        "experiments:deviation",
        "",
        _("Write it down"),
    ),
    "stop": Change(
        _("The programme should end"),
        Verdict.FREE,
        _("It can be stopped at any time, with a reason; what was drawn, met and measured stays."),
        "programmes:ending",
        "",
        _("Close or stop it"),
    ),
    "draw": Change(
        _("Who was drawn for what"),
        Verdict.IMPOSSIBLE,
        _(
            "The draw was held once, before everybody's eyes, and its code is published. Another draw would be a "
            "choice, and the answer would be worth nothing. For somebody who cannot wait there are the exceptions."
        ),
        "experiments:exceptions",
        "",
        _("To the exceptions"),
    ),
    "list": Change(
        _("Who is on a list that is fixed"),
        Verdict.IMPOSSIBLE,
        _("Its check code was published before the draw. Whoever arrives now is in the next intake."),
        "programmes:intakes",
        "",
        _("To the intakes"),
    ),
    "plan": Change(
        _("What is measured, and over which time"),
        Verdict.IMPOSSIBLE,
        _(
            "It was fixed before anybody was asked, so that nobody can choose the figure that looks best. Other "
            "figures can be looked at beside the answer, as what they are."
        ),
        "experiments:measure",
        "",
        _("Read the plan"),
    ),
    "purpose": Change(
        _("What it is for, and for whom"),
        Verdict.IMPOSSIBLE,
        _("People said yes to this purpose. Another purpose is another programme; this one can be ended."),
        _SET_UP,
        "purpose",
        _("To the set-up"),
        until_open=Verdict.FREE,
    ),
    "participation": Change(
        _("Whether people are asked, and when the others start"),
        Verdict.IMPOSSIBLE,
        _("People rely on it from the day the programme is open. The others can always be started earlier."),
        _SET_UP,
        "participation",
        _("To the set-up"),
        until_open=Verdict.FREE,
    ),
}


def verdict_of(change: Change, *, is_open: bool) -> Verdict:
    """What follows in a programme that is open, or still being set up."""
    return change.until_open if change.until_open and not is_open else change.verdict
