"""What a planned limit on extreme days is: one quantile of everybody's days, both arms together.

    limit = the q-quantile of |Y| over person-days from the start on whose value is not zero; Y becomes
    max(-limit, min(Y, limit))

Days, not people's totals: one limit then holds for every window and every question, totals stay sums of their days and
the parts still add up. Days of zero are left out of the quantile, or in a trade with few sales it would be zero. Credit
notes are limited alike, since one of them belongs to a sale that was. Nobody's arm is looked at: under no effect on
anyone the limit is the same in every redraw, so that tests stay exact. The limit is itself an estimate; its own error
is not in the interval (of second order: Huber 1981, ch. 3, for trimmed and winsorised means).

Limits of the method: the effect is that on limited money. It is less than the effect on money where the gain lies in
few large sales, and the plan has to say so before the draw. Tukey (1962), Ann. Math. Stat. 33(1); Dixon (1960), 31(2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from .data import Floats, Panel
from .estimate import Estimate


def limit_of(y: Floats, quantile: float) -> float | None:
    """The limit for days `y` (people x days, nan where a day does not count); None where every day is zero."""
    size = np.abs(y[np.isfinite(y) & (y != 0)])
    return float(np.quantile(size, quantile)) if size.size else None


def stated(estimates: Iterable[Estimate], panels: Mapping[str, Panel], quantile: float) -> list[Estimate]:
    """The same estimates, each method that rests on a limited outcome saying the limit."""
    limits = {name: panel.limit for name, panel in panels.items() if panel.limit is not None}
    out = []
    for estimate in estimates:
        outcome = estimate.outcome
        used = [
            f"{name} of a day at most {limit:g}"
            for name, limit in limits.items()
            if outcome == name or outcome.startswith(f"{name} ") or name in outcome.split("/")
        ]
        note = f"; {', '.join(used)} (quantile {quantile:g} of all days with a value, planned)"
        stands = used and estimate.not_estimable is None
        out.append(replace(estimate, method=estimate.method + note) if stands else estimate)
    return out
