"""What mentors themselves sell less while they mentor: their own change against that of colleagues who do not mentor.

Nobody drew who mentors, so this is a comparison without a draw (grade C): a difference in differences. Each mentor's
own mean per working day while mentoring less that before is set against the same of colleagues of the same place over
the same calendar days. It stands on their having moved alike had nobody mentored. Card and Krueger (1994), Am. Econ.
Rev. 84(4); stacked by starting date so that no mentor is compared with somebody who has begun to mentor (Cengiz et al.
2019, Q. J. Econ. 134(3), section III).
"""

from dataclasses import dataclass

import numpy as np

from . import linear
from .codes import dense
from .contrast import answer
from .data import Bools, Floats, Ints
from .estimate import Estimate, NotEstimable

REFERENCE = "Card and Krueger (1994); Cengiz, Dube, Lindner and Zipperer (2019)"
FEWEST = 5  # mentors, and colleagues; below it one person's good month would be the answer


@dataclass(frozen=True, kw_only=True)
class Changes:
    """One row a person and stack (n,). `before`, `during`: own mean per working day in each span.

    `cell`: code of the place and stack within which people are compared; `person`: dense code, since a colleague may
    serve several stacks. `mentor_days`: all working days on which these mentors mentored, for the total.
    """

    before: Floats
    during: Floats
    mentors: Bools
    cell: Ints
    person: Ints
    mentor_days: float


def mentor_sales(changes: Changes, *, outcome: str, confidence: float = 0.95) -> Estimate:
    """Money per mentor and working day, negative where they sold less; in `rows` the mentor days it rests on.

    Ordinary least squares of the change on mentoring with an effect for each cell, errors CR2 by person. Cells without
    both sides compare nobody and are left out. Raises NotEstimable where too few are left.
    """
    both = np.intersect1d(changes.cell[changes.mentors], changes.cell[~changes.mentors])
    kept = np.flatnonzero(np.isin(changes.cell, both))
    mentors, person = changes.mentors[kept], changes.person[kept]
    sizes = [len(np.unique(person[side])) for side in (mentors, ~mentors)]
    if not changes.mentors.any():
        raise NotEstimable("no mentor has sales of their own in the figures")
    if min(sizes) < FEWEST:
        raise NotEstimable(
            f"only {sizes[0]} mentors and {sizes[1]} colleagues of the same places have sales before and during"
        )
    cell = dense(changes.cell[kept])
    x = np.column_stack([(cell[:, None] == np.arange(cell.max() + 1)).astype(float), mentors.astype(float)])
    y = (changes.during - changes.before)[kept]
    fitted = linear.fit(x, y, "CR2", cluster=dense(person))
    contrast = np.zeros(x.shape[1])
    contrast[-1] = 1.0
    return answer(
        "mentor_sales",
        float(fitted.beta[-1]),
        float(np.sqrt(fitted.covariance[-1, -1])),
        df=fitted.df(contrast),
        size=float(np.abs(changes.before[kept]).mean()),
        confidence=confidence,
        outcome=outcome,
        unit="currency",
        method="difference in differences within place and intake, errors by person (CR2); nobody drew who mentors",
        n_treated=sizes[0],
        n_control=sizes[1],
        rows=round(changes.mentor_days),
        reference=REFERENCE,
    )
