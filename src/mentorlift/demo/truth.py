"""What only the demo knows: the true effects, and how many intervals of its results hold them."""

from functools import cache

from django.utils.translation import gettext as _

from mentorlift.experiments.models import Analysis
from mentorlift.science.simulation.planted import Planted
from mentorlift.science.simulation.truth import Truth, truths

WINDOWS = {"early": (0, 60), "late": (90, 180)}
RETENTION = (30, 60, 90, 180)
DAYS = 240
BOTH = ("ate", "att", "atu", "selection_gap")


def note(analysis: Analysis) -> str:
    """A sentence for the results of the simulated onboarding programme; "" for other programmes."""
    if analysis.programme.template != "onboarding":
        return ""
    rows = [row for row in analysis.results["estimates"] if row.get("ci_kind") == "interval"]
    sizes = [row for row in rows if row["question"] == "itt_per_day" and row.get("n_treated")]
    if not sizes:
        return ""
    known = _known(round(sizes[0]["n_treated"] / (sizes[0]["n_treated"] + sizes[0]["n_control"]), 2))
    held = [
        row["ci_low"] <= true <= row["ci_high"]
        for row in rows
        if row.get("ci_low") is not None and (true := known.get(_key(row))) is not None
    ]
    return _(
        "This organisation is simulated, so the truth is known: %(held)d of the %(all)d intervals here hold it. "
        "The seed was fixed beforehand."
    ) % {"held": sum(held), "all": len(held)}


@cache
def _known(share: float) -> dict[tuple[object, ...], float]:
    found: dict[tuple[object, ...], float] = {}
    for true in truths(Planted(DAYS), WINDOWS, RETENTION, share):
        if true.truth is not None and true.question not in BOTH:
            found[_of(true)] = true.truth
    return found


def _of(true: Truth) -> tuple[object, ...]:
    return (true.question, true.branch, true.window, true.at, true.scale, true.unit, true.outcome)


def _key(row: dict[str, object]) -> tuple[object, ...]:
    return (row["question"], row["branch"], row["window"], row["at"], row["scale"], row["unit"], row["outcome"])
